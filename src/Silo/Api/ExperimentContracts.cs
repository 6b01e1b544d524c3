using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Api;

/// <summary>Experiments as the API gives them.</summary>
internal static class ExperimentContracts
{
    internal static ExperimentSummary Summarize(ExperimentSnapshot experiment)
    {
        var trained = experiment.Result?.Evaluations is [.., var last] ? last.TestSets : [];
        double[] shifted = [.. trained.Where(testSet => !testSet.InDistribution).Select(testSet => testSet.Accuracy)];
        return new()
        {
            Id = experiment.Id,
            Number = experiment.Number,
            Row = experiment.Point.Row,
            Seed = experiment.Point.Seed,
            Parameters = experiment.Point.Parameters,
            Status = experiment.Status,
            Attempts = experiment.Attempts,
            Device = experiment.Device,
            Queued = experiment.Queued,
            Started = experiment.Started,
            Ended = experiment.Ended,
            TrainingSeconds = experiment.Result?.TrainingSeconds,
            ImagesPerSecond = experiment.Result?.ImagesPerSecond,
            Epoch = experiment.Result?.Epoch,
            Stopped = experiment.Result?.Stopped,
            CheckpointStep = experiment.Checkpoint?.Step,
            LastFailure = experiment.LastFailure,
            ReusedFrom = experiment.ReusedFrom,
            IdAccuracy = trained.FirstOrDefault(testSet => testSet.InDistribution)?.Accuracy,
            OodAverage = shifted.Length > 0 ? shifted.Average() : null,
        };
    }

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
        History = experiment.History,
        Checkpoints = [.. Stored(experiment.Checkpoint)],
        Model = experiment.Result?.Model,
        Settings = experiment.Point.Settings,
    };

    private static IEnumerable<CheckpointDetails> Stored(Checkpoint? newest)
    {
        for (var checkpoint = newest; checkpoint is not null; checkpoint = checkpoint.Previous)
        {
            yield return new(checkpoint.Step, checkpoint.Artifact.Bytes, checkpoint.Artifact.Sha256);
        }
    }
}
