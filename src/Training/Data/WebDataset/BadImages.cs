using Counterfactual.Training.Images;

namespace Counterfactual.Training.Data.WebDataset;

/// <summary>What to do about images that cannot be decoded.</summary>
public enum BadImagePolicy
{
    /// <summary>Report all of the shard, and stop.</summary>
    Fail,

    /// <summary>Leave them out, and report them.</summary>
    Skip,
}

/// <summary>An image that cannot be decoded.</summary>
/// <param name="Path">Which: path of the shard, and the image's within it.</param>
/// <param name="Fault">The kind of damage.</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record BadImage(string Path, ImageFault Fault, string Reason)
{
    /// <summary>Path and reason.</summary>
    public override string ToString() => $"{Path}: {Reason}";
}

/// <summary>A shard has images that cannot be decoded, and may not go on without them.</summary>
public sealed class BadImagesException : Exception
{
    private const int Listed = 10;

    /// <summary>Creates the exception with a default message.</summary>
    public BadImagesException()
        : this("some images cannot be decoded")
    {
    }

    /// <summary>Creates the exception.</summary>
    public BadImagesException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public BadImagesException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="images">All of them.</param>
    /// <param name="total">Images in the shard.</param>
    public BadImagesException(IReadOnlyList<BadImage> images, int total)
        : base(
            $"{images.Count} of {total} images cannot be decoded: "
                + $"{string.Join("; ", images.Take(Listed))}{(images.Count > Listed ? "; ..." : "")}")
    {
        Images = images;
    }

    /// <summary>The images, in the shard's order.</summary>
    public IReadOnlyList<BadImage> Images { get; } = [];
}
