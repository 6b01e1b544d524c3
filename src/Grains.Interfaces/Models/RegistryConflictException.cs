namespace Counterfactual.Grains.Models;

/// <summary>A name is taken by something else.</summary>
public sealed class RegistryConflictException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public RegistryConflictException()
        : this("the name is taken by something else")
    {
    }

    /// <summary>Creates the exception.</summary>
    public RegistryConflictException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public RegistryConflictException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
