namespace Counterfactual.Silo.Artifacts;

/// <summary>An artifact is not what was stored.</summary>
public sealed class DamagedArtifactException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public DamagedArtifactException()
        : this("the artifact is not what was stored")
    {
    }

    /// <summary>Creates the exception.</summary>
    public DamagedArtifactException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public DamagedArtifactException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// Whether its content was read and is wrong. Otherwise it is missing, or could not be read here and now (no permission, a
    /// shared file system that is away): it may be whole, and is to be left where it is.
    /// </summary>
    public bool WasRead => InnerException is null;
}
