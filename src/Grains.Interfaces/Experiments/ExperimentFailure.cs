namespace Counterfactual.Grains.Experiments;

/// <summary>Why an attempt ended without a result.</summary>
[GenerateSerializer, Alias("counterfactual.failure-cause")]
public enum FailureCause
{
    /// <summary>The trainer reported an error of its own that is none of the others.</summary>
    TrainerError,

    /// <summary>The settings or data can never work; another attempt would fail the same way.</summary>
    InvalidRequest,

    /// <summary>The trainer process ended without a report and without a known cause.</summary>
    ProcessDied,

    /// <summary>The trainer made no progress for the allowed time.</summary>
    Hang,

    /// <summary>The lease ran out: the silo or its connection to the database was lost.</summary>
    LeaseExpired,

    /// <summary>The loss became NaN or infinite; another attempt would compute the same, so there is none.</summary>
    LossNotFinite,

    /// <summary>The memory of the machine or of the device did not suffice.</summary>
    OutOfMemory,

    /// <summary>The trainer process was ended by a fault in native code (SIGSEGV, SIGABRT, SIGBUS ...).</summary>
    NativeCrash,

    /// <summary>A disk was full, or a quota used up, when a file was to be written.</summary>
    DiskFull,
}

/// <summary>How an attempt failed.</summary>
/// <param name="Cause">The kind of failure.</param>
/// <param name="Message">What was wrong, for people.</param>
[GenerateSerializer, Alias("counterfactual.experiment-failure")]
public sealed record ExperimentFailure([property: Id(0)] FailureCause Cause, [property: Id(1)] string Message)
{
    /// <summary>Whether every further attempt would fail the same way.</summary>
    public bool IsFinal => Cause is FailureCause.InvalidRequest or FailureCause.LossNotFinite;
}
