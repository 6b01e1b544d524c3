namespace Counterfactual.Training.Data.Shards;

/// <summary>A contiguous run of a data set's images.</summary>
/// <param name="Dataset">Name of the data set; it stands for every bit of its images.</param>
/// <param name="Number">Number of the shard in the data set, from 0.</param>
/// <param name="First">Number in the data set of the shard's first image.</param>
/// <param name="Count">Number of images.</param>
public sealed record ShardDescriptor(string Dataset, int Number, int First, int Count)
{
    /// <summary>Where the shard lies in a cache directory.</summary>
    public string PathIn(string cacheDirectory) => Path.Combine(cacheDirectory, Dataset, $"{Number:D5}.shard");

    /// <summary>The data set's name and the shard's number, <c>dataset/number</c>.</summary>
    public override string ToString() => $"{Dataset}/{Number}";
}
