namespace Counterfactual.Grains.Runtime;

/// <summary>A grain was asked about something that was never created.</summary>
public sealed class GrainNotFoundException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public GrainNotFoundException()
        : this("no such grain")
    {
    }

    /// <summary>Creates the exception.</summary>
    public GrainNotFoundException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public GrainNotFoundException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
