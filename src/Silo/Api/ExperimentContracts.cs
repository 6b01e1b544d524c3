using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Api;

/// <summary>Experiments as the API gives them.</summary>
internal static class ExperimentContracts
{
    internal static ExperimentDetails Describe(ExperimentSnapshot experiment) => new()
    {
        Id = experiment.Id,
        Number = experiment.Number,
        Row = experiment.Point.Row,
        Seed = experiment.Point.Seed,
        Parameters = experiment.Point.Parameters,
        Cell = experiment.Point.Cell,
        Status = experiment.Status,
        Attempts = experiment.Attempts,
        Device = experiment.Device,
        Queued = experiment.Queued,
        Started = experiment.Started,
        Ended = experiment.Ended,
        TrainingSeconds = experiment.Result?.TrainingSeconds,
        EvaluationSeconds = experiment.Result?.EvaluationSeconds,
        ImagesPerSecond = experiment.Result?.ImagesPerSecond,
        Epoch = experiment.Result?.Epoch,
        Stopped = experiment.Result?.Stopped,
        ImagesLeftOut = experiment.Result?.ImagesLeftOut,
        Evaluations = experiment.Result?.Evaluations ?? [],
        CheckpointStep = experiment.Checkpoint?.Step,
        LastFailure = experiment.LastFailure,
        ReusedFrom = experiment.ReusedFrom,
        Settings = experiment.Point.Settings,
    };
}
