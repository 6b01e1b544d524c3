namespace Counterfactual.Silo.Api;

/// <summary>A silo cannot, or must not, listen where it was asked to: exit code 2 for a console.</summary>
public sealed class ListenException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public ListenException()
        : this("the silo cannot listen there")
    {
    }

    /// <summary>Creates the exception.</summary>
    public ListenException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ListenException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
