using Counterfactual.Training.Data.Miniature;
using Counterfactual.Training.Data.Shards;

namespace Counterfactual.Training.Tests.Data;

/// <summary>A small shard of synthetic garments, and what tests and their child processes do with it.</summary>
internal static class ShardScenario
{
    public static MiniatureShards Shards { get; } = new(new MiniatureData { ImagesPerShard = 300 }, SyntheticGarments.Instance);

    public static ShardDescriptor Shard { get; } = Shards.Shards(MiniatureSet.ObjectNet)[1];

    public static ImageShape Shape { get; } = new(3, 56, 56);

    /// <summary>Makes sure of the shard, and gives its checksum.</summary>
    public static string Ensure(string cacheDirectory)
    {
        using var file = Shards.Ensure(Shard, new(cacheDirectory));
        return file.Sha256;
    }

    /// <summary>Writes half of the shard's images under its lock, and keeps both open until the process ends.</summary>
    public static object WriteHalf(string cacheDirectory)
    {
        var path = Shard.PathIn(cacheDirectory);
        var held = ShardLock.Acquire(path, CancellationToken.None);
        var writer = new ShardWriter(path, Shard, Shape, classes: 10);
        for (var i = 0; i < Shard.Count / 2; i++)
        {
            writer.Write(i, new byte[Shape.Bytes], label: 0);
        }

        return (held, writer);
    }
}
