namespace Counterfactual.Training.Data.ImageFolders;

/// <summary>Encoded images with their classes, to be packed into shards.</summary>
public interface ILabelledImages
{
    /// <summary>Names of the classes; a label is a place in this list.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>Number of images of each class.</summary>
    IReadOnlyList<int> ImagesPerClass { get; }

    /// <summary>Number of images.</summary>
    int Count { get; }

    /// <summary>Reads an image.</summary>
    /// <param name="number">0 to count - 1.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    EncodedImage Read(int number);
}

/// <summary>An encoded image.</summary>
/// <param name="Extension"><c>jpg</c> or <c>png</c>.</param>
/// <param name="Content">The file's content.</param>
/// <param name="Label">Number of its class.</param>
/// <param name="Source">Where it came from, for people.</param>
public readonly record struct EncodedImage(string Extension, byte[] Content, int Label, string Source);
