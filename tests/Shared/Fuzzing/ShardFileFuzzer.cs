using System.Security.Cryptography;
using Counterfactual.Training.Data.Shards;

namespace Counterfactual.Tests.Fuzzing;

/// <summary>Damaged files of decoded shards; half of them with their checksum put right.</summary>
internal sealed class ShardFileFuzzer : FileFuzzer
{
    private const int Images = 3;
    private const int DigestOffset = 72;

    private readonly byte[] whole;

    public ShardFileFuzzer()
    {
        var shape = new ImageShape(3, 4, 5);
        using (var writer = new ShardWriter(PathOf("whole"), new ShardDescriptor("fuzz", 0, 0, Images), shape, classes: Images))
        {
            for (var i = 0; i < Images; i++)
            {
                writer.Write(i, new byte[shape.Bytes], label: i);
            }

            writer.Commit();
        }

        whole = File.ReadAllBytes(PathOf("whole"));
    }

    protected override byte[] Input(Random random)
    {
        var damaged = Mutation.Of(whole, random);
        if (random.Next(2) == 0 && damaged.Length > DigestOffset + SHA256.HashSizeInBytes)
        {
            byte[] rest = [.. damaged[..DigestOffset], .. damaged[(DigestOffset + SHA256.HashSizeInBytes)..]];
            SHA256.HashData(rest).CopyTo(damaged, DigestOffset);
        }

        return damaged;
    }

    protected override void Read(string path)
    {
        try
        {
            using var shard = ShardFile.Open(path);
            for (var i = 0; i < shard.Count; i++)
            {
                _ = shard.Image(i)[^1] + shard.Label(i);
            }
        }
        catch (InvalidDataException)
        {
        }
    }
}
