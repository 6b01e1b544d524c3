namespace Counterfactual.Silo.Artifacts;

/// <summary>
/// An artifact store cannot be reached or used, which says nothing about the artifacts in it. The message says what to set right
/// and holds no secret.
/// </summary>
public sealed class ArtifactStoreException : IOException
{
    /// <summary>Creates the exception with a default message.</summary>
    public ArtifactStoreException()
        : this("the artifact store cannot be used")
    {
    }

    /// <summary>Creates the exception.</summary>
    public ArtifactStoreException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ArtifactStoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
