using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.TestSets;

namespace Counterfactual.Training.Experiments;

/// <summary>A test set as an experiment reads it: shard by shard, each made ready when it is first asked for.</summary>
internal sealed class TestSetImages
{
    private readonly IReadOnlyList<ShardDescriptor> shards;
    private readonly Func<ShardDescriptor, ShardFile> ready;

    /// <param name="name">As in tables.</param>
    /// <param name="inDistribution">Whether the images follow the training distribution.</param>
    /// <param name="protocol">How predictions are judged.</param>
    /// <param name="shards">The shards in order.</param>
    /// <param name="images">How many of their images count, from the first; the last shard may hold more.</param>
    /// <param name="ready">Makes a shard ready; whoever made it closes it.</param>
    public TestSetImages(
        string name, bool inDistribution, TestSetProtocol protocol, IReadOnlyList<ShardDescriptor> shards, int images,
        Func<ShardDescriptor, ShardFile> ready)
    {
        Name = name;
        InDistribution = inDistribution;
        Protocol = protocol;
        Images = images;
        this.shards = shards;
        this.ready = ready;
    }

    /// <summary>As in tables: ID, V2, R, Sketch, ObjectNet or A.</summary>
    public string Name { get; }

    /// <summary>Whether the images follow the training distribution.</summary>
    public bool InDistribution { get; }

    /// <summary>How predictions are judged; labels of the images are those of the protocol.</summary>
    public TestSetProtocol Protocol { get; }

    /// <summary>Number of images, before any that cannot be decoded are left out.</summary>
    public int Images { get; }

    /// <summary>Number of shards.</summary>
    public int ShardCount => shards.Count;

    /// <summary>Number of images of a shard, before any that cannot be decoded are left out.</summary>
    public int ShardImages(int number) => Math.Min(shards[number].Count, Images - shards[number].First);

    /// <summary>The images of one shard.</summary>
    public ImageSet Shard(int number)
    {
        var set = new ImageSet([ready(shards[number])]);
        return set.Take(Math.Min(set.Count, ShardImages(number)));
    }

    /// <summary>The first images, or all where there are fewer; at least one.</summary>
    public ImageSet First(int count)
    {
        var wanted = Math.Min(count, Images);
        var set = new ImageSet(shards.TakeWhile(shard => shard.First < wanted).Select(ready).ToList());
        return set.Take(Math.Min(set.Count, wanted));
    }

    /// <summary>All images.</summary>
    public ImageSet All() => First(Images);
}
