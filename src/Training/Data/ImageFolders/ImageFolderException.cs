namespace Counterfactual.Training.Data.ImageFolders;

/// <summary>A directory is no image folder; the message says which and why.</summary>
public sealed class ImageFolderException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public ImageFolderException()
        : this("the directory is no image folder")
    {
    }

    /// <summary>Creates the exception.</summary>
    public ImageFolderException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ImageFolderException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
