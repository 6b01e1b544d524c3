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
}
