namespace Counterfactual.Silo.Api;

/// <summary>No silo answers, or it failed while answering: exit code 1 for a console, unless it connects anew.</summary>
public sealed class SiloUnavailableException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public SiloUnavailableException()
        : this("no silo answers")
    {
    }

    /// <summary>Creates the exception.</summary>
    public SiloUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public SiloUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
