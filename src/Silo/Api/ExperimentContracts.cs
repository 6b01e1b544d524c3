using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Training.Experiments;

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

    internal static ExperimentDetails Describe(ExperimentSnapshot experiment) =>
        new(Summarize(experiment), experiment.Point.Cell, experiment.Point.Settings)
        {
            EvaluationSeconds = experiment.Result?.EvaluationSeconds,
            ImagesLeftOut = experiment.Result?.ImagesLeftOut,
            Evaluations = experiment.Result?.Evaluations ?? [],
            History = experiment.History,
            Checkpoints = [.. Stored(experiment.Checkpoint)],
            Model = experiment.Result?.Model,
        };

    /// <summary>How often each class was predicted right.</summary>
    /// <param name="predictions">What was predicted.</param>
    /// <param name="alpha">Of which model; null for that of the greatest alpha.</param>
    /// <exception cref="ApiException">There is no model of that alpha.</exception>
    internal static IReadOnlyList<TestSetClasses> Classes(PredictionReport predictions, double? alpha)
    {
        var model = alpha is null ? predictions.Models[^1] : predictions.Models.FirstOrDefault(model => model.Alpha == alpha);
        return model is null
            ? throw ApiException.Missing(
                FormattableString.Invariant($"model of alpha {alpha}"),
                [.. predictions.Models.Select(known => FormattableString.Invariant($"alpha {known.Alpha}"))])
            : [.. model.TestSets.Select(testSet => new TestSetClasses(
                testSet.Name,
                model.Alpha,
                [.. testSet.Labels.Select(label =>
                    new ClassAccuracy(label.Label, predictions.NameOf(label), label.Correct, label.Count))]))];
    }

    private static IEnumerable<CheckpointDetails> Stored(Checkpoint? newest)
    {
        for (var checkpoint = newest; checkpoint is not null; checkpoint = checkpoint.Previous)
        {
            yield return new(checkpoint.Step, checkpoint.Artifact.Bytes, checkpoint.Artifact.Sha256);
        }
    }
}
