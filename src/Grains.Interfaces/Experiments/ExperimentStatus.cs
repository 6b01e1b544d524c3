namespace Counterfactual.Grains.Experiments;

/// <summary>Where an experiment stands.</summary>
[GenerateSerializer, Alias("counterfactual.experiment-status")]
public enum ExperimentStatus
{
    /// <summary>Waits for a device.</summary>
    Queued,

    /// <summary>A device holds its lease.</summary>
    Running,

    /// <summary>Its fine-tuned weights are stored; devices evaluate them part by part.</summary>
    Evaluating,

    /// <summary>Its result is stored.</summary>
    Completed,

    /// <summary>All allowed attempts ended in errors; the last one is kept.</summary>
    Failed,

    /// <summary>Withdrawn by a person before it ended.</summary>
    Cancelled,
}

/// <summary>What a status means.</summary>
public static class ExperimentStatusExtensions
{
    /// <summary>Whether the experiment waits, runs, or has parts that do.</summary>
    public static bool IsOpen(this ExperimentStatus status) =>
        status is ExperimentStatus.Queued or ExperimentStatus.Running or ExperimentStatus.Evaluating;
}
