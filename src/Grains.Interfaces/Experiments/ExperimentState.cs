namespace Counterfactual.Grains.Experiments;

/// <summary>
/// What the experiment grain remembers. Its storage keeps one row of the experiment table for it; what people filter, count
/// and look up are columns of their own. Where the experiment stands in its sweep's table is not part of it (see
/// <see cref="IExperimentIndex"/>).
/// </summary>
[GenerateSerializer, Alias("counterfactual.experiment-state")]
public sealed class ExperimentState
{
    /// <summary>What it is asked to do; null where the experiment does not exist.</summary>
    [Id(0)] public ExperimentPoint? Point { get; set; }

    /// <summary>Where it stands.</summary>
    [Id(1)] public ExperimentStatus Status { get; set; }

    /// <summary>Attempts that it is allowed; at least 1.</summary>
    [Id(2)] public int MaxAttempts { get; set; } = 1;

    /// <summary>Attempts begun, without those handed back unharmed.</summary>
    [Id(3)] public int Attempts { get; set; }

    /// <summary>Epoch of the current or last lease; 0 before the first.</summary>
    [Id(4)] public long Epoch { get; set; }

    /// <summary>The device of the current or last attempt: <c>silo/device</c>.</summary>
    [Id(5)] public string? Device { get; set; }

    /// <summary>When it was put into the queue (database clock, UTC).</summary>
    [Id(6)] public DateTime Queued { get; set; }

    /// <summary>When the first attempt began.</summary>
    [Id(7)] public DateTime? Started { get; set; }

    /// <summary>When it completed, failed or was cancelled.</summary>
    [Id(8)] public DateTime? Ended { get; set; }

    /// <summary>The newest checkpoint.</summary>
    [Id(9)] public Checkpoint? Checkpoint { get; set; }

    /// <summary>The result, once completed.</summary>
    [Id(10)] public ExperimentResult? Result { get; set; }

    /// <summary>How the last failed attempt failed.</summary>
    [Id(11)] public ExperimentFailure? LastFailure { get; set; }

    /// <summary>The experiment of another sweep whose result this one took over, having the same cell.</summary>
    [Id(12)] public string? ReusedFrom { get; set; }

    /// <summary>Fine-tuned weights to evaluate instead of training; null to train.</summary>
    [Id(13)] public ArtifactReference? FineTuned { get; set; }

    /// <summary>Its evaluation in parts; null while there is none, and once it is completed.</summary>
    [Id(14)] public PartedEvaluation? Evaluation { get; set; }

    /// <summary>Its newest attempts, oldest first.</summary>
    [Id(15)] public IReadOnlyList<AttemptRecord> History { get; set; } = [];

    /// <summary>The span above its own, as W3C traceparent: its sweep's, or for a part the whole's; null for none.</summary>
    [Id(16)] public string? Trace { get; set; }

    /// <summary>The state as others see it.</summary>
    /// <exception cref="GrainNotFoundException">The experiment does not exist.</exception>
    public ExperimentSnapshot ToSnapshot(ExperimentKey key) => new()
    {
        Id = key.ToString(),
        Number = key.Number,
        Point = Point ?? throw new GrainNotFoundException($"no experiment {key}"),
        Status = Status,
        Attempts = Attempts,
        Device = Device,
        Queued = Queued,
        Started = Started,
        Ended = Ended,
        Checkpoint = Checkpoint,
        Result = Result,
        LastFailure = LastFailure,
        ReusedFrom = ReusedFrom,
        History = History,
    };
}
