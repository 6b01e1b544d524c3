namespace Counterfactual.Training.Data.WebDataset;

/// <summary>An image of a WebDataset shard and its class.</summary>
/// <param name="Key">What its files' names have in common: the path up to the first dot of the last part.</param>
/// <param name="ImageName">Path of the image within the archive.</param>
/// <param name="Image">The image, encoded.</param>
/// <param name="Label">Number of its class, not negative.</param>
/// <param name="Source">Where the image came from, as the shard tells in a <c>.txt</c> of one line;
/// null where it does not.</param>
public sealed record WebDatasetSample(string Key, string ImageName, byte[] Image, int Label, string? Source)
{
    /// <summary>The image's name for people.</summary>
    public string Description => Source is null ? ImageName : $"{ImageName} ({Source})";
}
