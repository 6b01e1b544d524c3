using Counterfactual.Grains.Runtime;

namespace Counterfactual.Grains.Experiments;

/// <summary>Where an experiment stands.</summary>
[GenerateSerializer, Alias("counterfactual.experiment-status")]
public enum ExperimentStatus
{
    /// <summary>Waits for a device.</summary>
    Queued,

    /// <summary>A device holds its lease.</summary>
    Running,

    /// <summary>Its result is stored.</summary>
    Completed,

    /// <summary>All allowed attempts ended in errors; the last one is kept.</summary>
    Failed,

    /// <summary>Withdrawn by a person before it ended.</summary>
    Cancelled,
}
