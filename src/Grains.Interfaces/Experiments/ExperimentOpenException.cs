namespace Counterfactual.Grains.Experiments;

/// <summary>Something was asked of an experiment that has to end first.</summary>
public sealed class ExperimentOpenException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public ExperimentOpenException()
        : this("the experiment waits or runs")
    {
    }

    /// <summary>Creates the exception.</summary>
    public ExperimentOpenException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ExperimentOpenException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
