namespace Counterfactual.Silo.Models;

/// <summary>What was to be registered is not right; the message says what would be.</summary>
public sealed class ModelLibraryException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public ModelLibraryException()
        : this("what was to be registered is not right")
    {
    }

    /// <summary>Creates the exception.</summary>
    public ModelLibraryException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ModelLibraryException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
