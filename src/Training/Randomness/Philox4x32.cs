namespace Counterfactual.Training.Randomness;

/// <summary>
/// The Philox4x32-10 bijection: a 128-bit counter and a 64-bit key give 128 random bits, by integer arithmetic alone.
/// </summary>
/// <remarks>
/// Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011), section 3.3. It passes BigCrush.
/// </remarks>
internal static class Philox4x32
{
    private const int Rounds = 10;
    private const ulong Multiplier0 = 0xD2511F53;
    private const ulong Multiplier1 = 0xCD9E8D57;
    private const uint KeyStep0 = 0x9E3779B9;
    private const uint KeyStep1 = 0xBB67AE85;

    /// <summary>Replaces the four counter words by the four random words they stand for under the key.</summary>
    public static void Encrypt(ref uint word0, ref uint word1, ref uint word2, ref uint word3, uint key0, uint key1)
    {
        var (c0, c1, c2, c3) = (word0, word1, word2, word3);
        for (var round = 0; round < Rounds; round++)
        {
            var product0 = Multiplier0 * c0;
            var product1 = Multiplier1 * c2;
            c0 = (uint)(product1 >> 32) ^ c1 ^ key0;
            c1 = (uint)product1;
            c2 = (uint)(product0 >> 32) ^ c3 ^ key1;
            c3 = (uint)product0;
            key0 += KeyStep0;
            key1 += KeyStep1;
        }

        (word0, word1, word2, word3) = (c0, c1, c2, c3);
    }
}
