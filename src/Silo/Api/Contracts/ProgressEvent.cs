using Counterfactual.Grains.Experiments;

namespace Counterfactual.Silo.Api.Contracts;

/// <summary>What can happen to an experiment.</summary>
public enum ProgressEventKind
{
    /// <summary>Its result is stored.</summary>
    Completed,

    /// <summary>Its model is trained; free devices evaluate it in parts.</summary>
    Trained,

    /// <summary>A part of its evaluation is stored.</summary>
    PartEvaluated,

    /// <summary>An attempt failed; the experiment is queued again or has failed for good, as its status says.</summary>
    AttemptFailed,

    /// <summary>It was handed back to go on elsewhere or later.</summary>
    Released,

    /// <summary>It was withdrawn, or its lease was lost to another device.</summary>
    Stopped,

    /// <summary>Something worth knowing that ended nothing, such as a damaged checkpoint that was set aside.</summary>
    Warning,
}

/// <summary>Something that happened to an experiment on this silo.</summary>
public sealed record ProgressEvent
{
    /// <summary>Ascending number, unique within the life of the silo.</summary>
    public required long Number { get; init; }

    /// <summary>When it happened (the silo's clock, UTC).</summary>
    public required DateTime Time { get; init; }

    /// <summary>What happened.</summary>
    public required ProgressEventKind Kind { get; init; }

    /// <summary>Key of the experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>The table row that it belongs to.</summary>
    public required string Row { get; init; }

    /// <summary>Its seed.</summary>
    public required int Seed { get; init; }

    /// <summary>Name of the device within the silo.</summary>
    public required string Device { get; init; }

    /// <summary>Which attempt it was, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Seconds that the attempt took.</summary>
    public required double Seconds { get; init; }

    /// <summary>What was wrong, for people; null for a completion.</summary>
    public string? Message { get; init; }

    /// <summary>The trained model's accuracies (the greatest alpha); null unless it, or a part, was evaluated.</summary>
    public Evaluation? Evaluation { get; init; }
}
