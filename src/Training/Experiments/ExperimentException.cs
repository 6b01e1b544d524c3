namespace Counterfactual.Training.Experiments;

/// <summary>
/// An experiment cannot go on, for a reason that people can act on (missing files, damaged checkpoint, NaN loss).
/// </summary>
public sealed class ExperimentException : Exception
{
    /// <summary>Creates the exception with a default message.</summary>
    public ExperimentException()
        : this("the experiment cannot go on")
    {
    }

    /// <summary>Creates the exception.</summary>
    public ExperimentException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public ExperimentException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether another attempt might succeed; false where the settings or data can never work.</summary>
    public bool Retryable { get; init; } = true;

    /// <summary>The kind of trouble.</summary>
    public ExperimentFault Fault { get; init; }
}
