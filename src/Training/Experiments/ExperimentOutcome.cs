namespace Counterfactual.Training.Experiments;

/// <summary>What an experiment found.</summary>
public sealed record ExperimentOutcome
{
    /// <summary>
    /// Accuracies in ascending order of alpha; zero-shot has the single alpha 0, everything else includes alpha 1. Empty where
    /// the parts in <see cref="Unevaluated"/> are still to be evaluated.
    /// </summary>
    public required IReadOnlyList<ModelAccuracy> Evaluations { get; init; }

    /// <summary>Seconds spent training, earlier attempts of which this one is the continuation included.</summary>
    public double TrainingSeconds { get; init; }

    /// <summary>Seconds spent evaluating.</summary>
    public double EvaluationSeconds { get; init; }

    /// <summary>Training images a second; 0 where nothing was trained.</summary>
    public double ImagesPerSecond { get; init; }

    /// <summary>The epoch (1-based) whose weights were evaluated; 0 where nothing was trained.</summary>
    public int Epoch { get; init; }

    /// <summary>Images, of training and test sets, that were left out because they cannot be decoded.</summary>
    public int ImagesLeftOut { get; init; }

    /// <summary>A file of all predictions (see <see cref="PredictionFile"/>), the caller's from now on; null for none.</summary>
    public string? PredictionsFile { get; init; }

    /// <summary>A file of the fine-tuned weights, the caller's from now on; null where they are not to be kept, or
    /// were kept already.</summary>
    public string? ModelFile { get; init; }

    /// <summary>What others are to evaluate, test sets in the study's order; empty where everything was evaluated.</summary>
    public IReadOnlyList<TestSetPart> Unevaluated { get => field ?? []; init; }
}

/// <summary>Accuracy of one model over the study's test sets, in-distribution first.</summary>
/// <param name="Alpha">Weight of the fine-tuned parameters, 0..1.</param>
/// <param name="TestSets">One entry a test set.</param>
public sealed record ModelAccuracy(double Alpha, IReadOnlyList<TestSetCount> TestSets);

/// <summary>Top-1 hits on one test set.</summary>
/// <param name="Name">ID, V2, R, Sketch, ObjectNet or A.</param>
/// <param name="InDistribution">Whether it is the in-distribution one.</param>
/// <param name="Correct">Images classified correctly.</param>
/// <param name="Count">Images in all.</param>
public sealed record TestSetCount(string Name, bool InDistribution, int Correct, int Count);
