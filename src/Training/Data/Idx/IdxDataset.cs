using System.Globalization;
using Counterfactual.Training.Data.ImageFolders;

namespace Counterfactual.Training.Data.Idx;

/// <summary>A pair of idx files, grey images and their labels, as MNIST and the data sets that follow it have them.</summary>
public sealed class IdxDataset : ILabelledImages
{
    private const string Images = "images-idx3-ubyte";
    private const string Labels = "labels-idx1-ubyte";

    private readonly int height;
    private readonly int width;
    private readonly byte[] pixels;
    private readonly byte[] labels;

    private IdxDataset(string path, IReadOnlyList<string>? classes)
    {
        Path = System.IO.Path.GetFullPath(path);
        var name = System.IO.Path.GetFileName(Path);
        var labelsPath = name.Contains(Images, StringComparison.Ordinal)
            ? System.IO.Path.Combine(
                System.IO.Path.GetDirectoryName(Path)!, name.Replace(Images, Labels, StringComparison.Ordinal))
            : throw new InvalidDataException(
                $"{path}: expected the file of images, such as train-{Images}.gz, with train-{Labels}.gz beside it");
        var dimensions = IdxFile.ReadDimensions(Path, 3);
        (Count, height, width) = (dimensions[0], dimensions[1], dimensions[2]);
        pixels = IdxFile.ReadBytes(Path, dimensions);
        labels = IdxFile.ReadBytes(labelsPath, Count);
        var needed = labels.DefaultIfEmpty((byte)0).Max() + 1;
        Classes = classes ?? [.. Enumerable.Range(0, needed).Select(label => label.ToString(CultureInfo.InvariantCulture))];
        ImagesPerClass = needed <= Classes.Count
            ? [.. Enumerable.Range(0, Classes.Count).Select(label => labels.Count(found => found == label))]
            : throw new InvalidDataException(
                $"{labelsPath}: labels up to {needed - 1}; there are names for {Classes.Count} classes");
    }

    /// <summary>Absolute path of the file of images.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Classes { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> ImagesPerClass { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>Reads both files.</summary>
    /// <param name="path">The file of images; that of the labels lies beside it.</param>
    /// <param name="classes">Names of the classes; null for their numbers.</param>
    /// <exception cref="InvalidDataException">A file is damaged, or they do not fit each other.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static IdxDataset Open(string path, IReadOnlyList<string>? classes = null) => new(path, classes);

    /// <inheritdoc/>
    public EncodedImage Read(int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, Count);
        var image = pixels.AsSpan(number * height * width, height * width);
        return new(
            "png", GreyPng.Encode(image, width, height), labels[number],
            string.Create(CultureInfo.InvariantCulture, $"image {number}"));
    }
}
