namespace Counterfactual.Grains.Experiments;

/// <summary>How an attempt ended.</summary>
[GenerateSerializer, Alias("counterfactual.attempt-outcome")]
public enum AttemptOutcome
{
    /// <summary>It has not.</summary>
    Running,

    /// <summary>With the experiment's result.</summary>
    Completed,

    /// <summary>With a trained model that others evaluate in parts.</summary>
    Trained,

    /// <summary>With an error, or by the loss of its lease.</summary>
    Failed,

    /// <summary>Handed back unharmed, and not counted.</summary>
    Released,

    /// <summary>Withdrawn by a person, or with what it belongs to.</summary>
    Cancelled,
}

/// <summary>One attempt of an experiment, from lease to end. Times are the database's, UTC.</summary>
[GenerateSerializer, Alias("counterfactual.attempt-record")]
public sealed record AttemptRecord
{
    /// <summary>Which attempt it was, from 1. One that was handed back gives its number to the next.</summary>
    [Id(0)] public required int Attempt { get; init; }

    /// <summary>The device that ran it: <c>silo/device</c>.</summary>
    [Id(1)] public required string Device { get; init; }

    /// <summary>When it got its lease.</summary>
    [Id(2)] public required DateTime Began { get; init; }

    /// <summary>When it ended; null while it runs.</summary>
    [Id(3)] public DateTime? Ended { get; init; }

    /// <summary>How it ended.</summary>
    [Id(4)] public AttemptOutcome Outcome { get; init; }

    /// <summary>What was wrong; null unless it failed.</summary>
    [Id(5)] public ExperimentFailure? Failure { get; init; }
}
