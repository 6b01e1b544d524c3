namespace Counterfactual.Training.Images;

/// <summary>What is wrong with an encoded image. The values are those of <c>Status</c> in native/images/abi.h.</summary>
public enum ImageFault
{
    /// <summary>It is neither a JPEG nor a PNG.</summary>
    UnknownFormat = 1,

    /// <summary>Its data end before the image does.</summary>
    Truncated = 2,

    /// <summary>Its data contradict themselves or the format.</summary>
    Corrupt = 3,

    /// <summary>It has more pixels or scans than <see cref="ImageLimits"/> allow.</summary>
    TooLarge = 4,

    /// <summary>It is valid, but of a kind that is not read: a JPEG of 12 bits or of two components.</summary>
    Unsupported = 5,

    /// <summary>There is no memory to decode it.</summary>
    OutOfMemory = 6,
}
