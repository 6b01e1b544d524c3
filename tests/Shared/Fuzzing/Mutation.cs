namespace Counterfactual.Tests.Fuzzing;

/// <summary>Damages bytes as a bad disk, a bad network or an enemy would.</summary>
internal static class Mutation
{
    private static readonly long[] Interesting =
        [0, 1, -1, 127, 128, 255, 256, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue];

    /// <summary>One to eight damages, one after the other.</summary>
    public static byte[] Of(byte[] original, Random random)
    {
        List<byte> bytes = [.. original];
        for (var count = random.Next(1, 9); count > 0 && bytes.Count > 0; count--)
        {
            Damage(bytes, random);
        }

        return [.. bytes];
    }

    private static void Damage(List<byte> bytes, Random random)
    {
        // The beginning is where the structure is.
        var reach = random.Next(3) == 0 ? bytes.Count : Math.Min(bytes.Count, 1024);
        var at = random.Next(reach);
        switch (random.Next(7))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                bytes.Insert(at, (byte)random.Next(256));
                break;
            case 3:
                bytes.RemoveRange(at, Math.Min(random.Next(1, 16), bytes.Count - at));
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 64), bytes.Count - at)));
                break;
            default:
                var number = BitConverter.GetBytes(Interesting[random.Next(Interesting.Length)]);
                for (var i = 0; i < number.Length && at + i < bytes.Count; i++)
                {
                    bytes[at + i] = number[i];
                }

                break;
        }
    }
}
