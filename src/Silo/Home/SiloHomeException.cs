namespace Counterfactual.Silo.Home;

/// <summary>A home directory cannot be used: exit code 2 for a console.</summary>
public sealed class SiloHomeException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public SiloHomeException()
        : this("the home directory cannot be used")
    {
    }

    /// <summary>Creates the exception.</summary>
    public SiloHomeException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public SiloHomeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
