namespace Counterfactual.Grains.Hosting;

/// <summary>A turn took longer than it may, and was rolled back.</summary>
public sealed class TurnDeadlineException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public TurnDeadlineException()
        : this("the turn took too long and was rolled back")
    {
    }

    /// <summary>Creates the exception.</summary>
    public TurnDeadlineException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public TurnDeadlineException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
