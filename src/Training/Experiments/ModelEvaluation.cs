using System.Diagnostics;
using Counterfactual.Training.Models;
using Counterfactual.Training.Telemetry;
using Counterfactual.Training.TestSets;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>
/// Evaluates a fine-tuned model, and points on the line from the pretrained model to it, on parts of the test sets.
/// </summary>
internal sealed class ModelEvaluation(
    ExperimentImages images, ExperimentEnvironment environment, ProgressMeter progress, CancellationToken stop)
{
    private readonly Device device = device(environment.Device);

    /// <summary>Counts what the models get right.</summary>
    /// <param name="alphas">Weights of the fine-tuned parameters in 0..1, ascending.</param>
    /// <param name="pretrained">The model at alpha 0.</param>
    /// <param name="tuned">The model at alpha 1; null where that is not asked for.</param>
    /// <param name="parts">The parts, those of a test set one after the other; their counts are added up.</param>
    /// <returns>Accuracies and the file of predictions.</returns>
    public ExperimentOutcome Run(
        IReadOnlyList<double> alphas, ImageClassifier pretrained, ImageClassifier? tuned, IReadOnlyList<TestSetPart> parts)
    {
        var started = Stopwatch.GetTimestamp();
        double left = alphas.Count * parts.Sum(part => part.Images);
        var accuracies = new List<ModelAccuracy>();
        var predictions = new List<ModelPredictions>();
        progress.Evaluating(left);
        foreach (var alpha in alphas)
        {
            using var between = alpha is > 0 and < 1 ? WeightInterpolation.Between(pretrained, tuned!, alpha) : null;
            using var evaluation = new Evaluation(between ?? (alpha == 0 ? pretrained : tuned!), device, stop)
            {
                Counted = counted => progress.Evaluating(left -= counted),
            };
            var counts = parts.GroupBy(part => part.TestSet).Select(group => Count(evaluation, alpha, group)).ToList();
            accuracies.Add(new(alpha, [.. counts.Select(count =>
                new TestSetCount(count.Set.Name, count.Set.InDistribution, count.Counts.Correct, count.Counts.Count))]));
            predictions.Add(new(alpha, [.. counts.Select(count => TestSetPredictions.Of(count.Set.Name, count.Counts))]));
        }

        progress.Evaluating(0);
        return new()
        {
            Evaluations = accuracies,
            EvaluationSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            PredictionsFile = PredictionFile.Write(environment.CheckpointDirectory, new(images.ClassNames, predictions)),
        };
    }

    private (TestSetImages Set, PredictionCounts Counts) Count(
        Evaluation evaluation, double alpha, IGrouping<string, TestSetPart> parts)
    {
        using var span = TrainingSpans.Evaluate(parts.Key, alpha);
        var set = images.TestSets.FirstOrDefault(set => set.Name == parts.Key)
            ?? throw new ExperimentException($"the study has no test set '{parts.Key}'") { Retryable = false };
        var counts = new PredictionCounts(set.Protocol);
        foreach (var part in parts)
        {
            counts.Add(evaluation.CountShards(set, part.FirstShard, part.Shards));
        }

        return (set, counts);
    }
}
