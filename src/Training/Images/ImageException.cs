namespace Counterfactual.Training.Images;

/// <summary>An encoded image cannot be used. The message says what is wrong with the data, not where they came from.</summary>
public sealed class ImageException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public ImageException()
        : this("the image is corrupt")
    {
    }

    /// <summary>Creates the exception.</summary>
    public ImageException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ImageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ImageException(ImageFault fault, string message)
        : base(message)
    {
        Fault = fault;
    }

    /// <summary>What is wrong with it.</summary>
    public ImageFault Fault { get; } = ImageFault.Corrupt;
}
