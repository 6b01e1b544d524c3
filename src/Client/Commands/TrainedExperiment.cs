using Counterfactual.Grains.Experiments;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Client.Commands;

/// <summary>What <c>counterfactual train</c> prints: an experiment and what it found, in the API's form.</summary>
internal sealed record TrainedExperiment
{
    public required string Row { get; init; }

    public required int Seed { get; init; }

    public required string Cell { get; init; }

    public required IReadOnlyList<Evaluation> Evaluations { get; init; }

    public required double TrainingSeconds { get; init; }

    public required double EvaluationSeconds { get; init; }

    public required double ImagesPerSecond { get; init; }

    public required int Epoch { get; init; }

    public static TrainedExperiment Of(ExperimentPoint point, ExperimentOutcome outcome) => new()
    {
        Row = point.Row,
        Seed = point.Seed,
        Cell = point.Cell,
        Evaluations = [.. outcome.Evaluations.Select(Evaluation)],
        TrainingSeconds = outcome.TrainingSeconds,
        EvaluationSeconds = outcome.EvaluationSeconds,
        ImagesPerSecond = outcome.ImagesPerSecond,
        Epoch = outcome.Epoch,
    };

    /// <summary>A model's accuracy in the API's form.</summary>
    public static Evaluation Evaluation(ModelAccuracy model) => new(
        model.Alpha,
        [.. model.TestSets.Select(set => new TestSetAccuracy(set.Name, set.InDistribution, set.Correct, set.Count))]);
}
