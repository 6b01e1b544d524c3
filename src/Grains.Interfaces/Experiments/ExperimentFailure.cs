using Counterfactual.Grains.Runtime;

namespace Counterfactual.Grains.Experiments;

/// <summary>Why an attempt ended without a result.</summary>
[GenerateSerializer, Alias("counterfactual.failure-cause")]
public enum FailureCause
{
    /// <summary>The trainer reported an error of its own (bad data, NaN loss ...).</summary>
    TrainerError,

    /// <summary>The settings or data can never work; another attempt would fail the same way.</summary>
    InvalidRequest,

    /// <summary>The trainer process ended without a report (crash, kill, out of memory).</summary>
    ProcessDied,

    /// <summary>The trainer made no progress for the allowed time.</summary>
    Hang,

    /// <summary>The lease ran out: the silo or its connection to the database was lost.</summary>
    LeaseExpired,
}

/// <summary>How an attempt failed.</summary>
/// <param name="Cause">The kind of failure.</param>
/// <param name="Message">What was wrong, for people.</param>
[GenerateSerializer, Alias("counterfactual.experiment-failure")]
public sealed record ExperimentFailure([property: Id(0)] FailureCause Cause, [property: Id(1)] string Message);
