namespace Counterfactual.Training.Data.WebDataset;

/// <summary>A tar archive is damaged, hostile or no WebDataset shard; the message says which archive, where and why.</summary>
public sealed class TarArchiveException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public TarArchiveException()
        : this("the tar archive cannot be used")
    {
    }

    /// <summary>Creates the exception.</summary>
    public TarArchiveException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public TarArchiveException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
