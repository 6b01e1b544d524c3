namespace Counterfactual.Grains.Datasets;

/// <summary>What a dataset is and where it lies.</summary>
[GenerateSerializer, Alias("counterfactual.dataset-description")]
public sealed record DatasetDescription
{
    /// <summary>How its files are laid out.</summary>
    [Id(0)] public required DatasetKind Kind { get; init; }

    /// <summary>Absolute path of its directory; of an idx pair, of the file of images.</summary>
    [Id(1)] public required string Location { get; init; }

    /// <summary>Names of the classes (folder names, WordNet ids); a label is a place in this list.</summary>
    [Id(2)] public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Number of images of each class.</summary>
    [Id(3)] public required IReadOnlyList<int> ImagesPerClass { get; init; }

    /// <summary>
    /// Lower-case hexadecimal SHA-256 of its content, wherever it lies and whatever it is called; null where it has no shards yet
    /// and can be used for nothing but packing.
    /// </summary>
    [Id(4)] public string? Sha256 { get; init; }

    /// <summary>ObjectNet only: which ImageNet classes its classes stand for.</summary>
    [Id(5)] public ClassMapping? Mapping { get; init; }
}

/// <summary>How the files of a dataset are laid out.</summary>
[GenerateSerializer, Alias("counterfactual.dataset-kind")]
public enum DatasetKind
{
    /// <summary>A folder a class, with its images.</summary>
    ImageFolder,

    /// <summary>WebDataset shards: tar archives of images and labels.</summary>
    WebDataset,

    /// <summary>A pair of idx files, images and labels.</summary>
    Idx,
}

/// <summary>Which ImageNet classes the classes of another dataset stand for.</summary>
/// <param name="Classes">ImageNet class numbers by class name.</param>
/// <param name="ImageNetClasses">Number of ImageNet classes.</param>
[GenerateSerializer, Alias("counterfactual.class-mapping")]
public sealed record ClassMapping(
    [property: Id(0)] IReadOnlyDictionary<string, IReadOnlyList<int>> Classes, [property: Id(1)] int ImageNetClasses);
