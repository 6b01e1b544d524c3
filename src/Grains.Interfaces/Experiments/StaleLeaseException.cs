namespace Counterfactual.Grains.Experiments;

/// <summary>A report was made under a lease that is no longer current; its maker must stop.</summary>
public sealed class StaleLeaseException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public StaleLeaseException()
        : this("the lease is no longer current")
    {
    }

    /// <summary>Creates the exception.</summary>
    public StaleLeaseException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public StaleLeaseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>For an experiment, the epoch of the report and the current one.</summary>
    public static StaleLeaseException For(string experiment, long epoch, long current) =>
        new($"experiment {experiment}: a report of lease epoch {epoch} was refused; the current epoch is {current}");
}
