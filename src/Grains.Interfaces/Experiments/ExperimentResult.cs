namespace Counterfactual.Grains.Experiments;

/// <summary>What a finished experiment found.</summary>
[GenerateSerializer, Alias("counterfactual.experiment-result")]
public sealed record ExperimentResult
{
    /// <summary>
    /// Accuracies of the trained model, and of further points on the line from the zero-shot model to it (WiSE-FT), in
    /// ascending order of alpha. Zero-shot evaluation has the single alpha 0; fine-tuning always has alpha 1.
    /// </summary>
    [Id(0)] public required IReadOnlyList<Evaluation> Evaluations { get; init; }

    /// <summary>Seconds spent training, over all attempts that led to the result.</summary>
    [Id(1)] public double TrainingSeconds { get; init; }

    /// <summary>Seconds spent evaluating.</summary>
    [Id(2)] public double EvaluationSeconds { get; init; }

    /// <summary>Training images a second; 0 where nothing was trained.</summary>
    [Id(3)] public double ImagesPerSecond { get; init; }

    /// <summary>The epoch (1-based) whose weights were evaluated; 0 where nothing was trained.</summary>
    [Id(4)] public int Epoch { get; init; }

    /// <summary>The trained weights, where they were kept.</summary>
    [Id(5)] public ArtifactReference? Model { get; init; }

    /// <summary>
    /// Stored files of what was predicted on every label, to be added up; empty where none were stored. They are too large for
    /// this record.
    /// </summary>
    [Id(6)] public IReadOnlyList<ArtifactReference> Predictions { get => field ?? []; init; }

    /// <summary>Images, of training and test sets, that were left out because they cannot be decoded.</summary>
    [Id(7)] public int ImagesLeftOut { get; init; }

    /// <summary>Where training was stopped early; null where it came to its end.</summary>
    [Id(8)] public EarlyStop? Stopped { get; init; }
}

/// <summary>Where an experiment's sweep stopped it.</summary>
/// <param name="Epoch">The last epoch trained, from 1.</param>
/// <param name="Rung">The rung at its end, from 1.</param>
[GenerateSerializer, Alias("counterfactual.early-stop")]
public sealed record EarlyStop([property: Id(0)] int Epoch, [property: Id(1)] int Rung);

/// <summary>Accuracy of one model over the test sets.</summary>
/// <param name="Alpha">Weight of the fine-tuned parameters in 0..1 (WiSE-FT); 1 is the fine-tuned model itself.</param>
/// <param name="TestSets">One entry a test set, in the study's order; the first is in-distribution.</param>
[GenerateSerializer, Alias("counterfactual.evaluation")]
public sealed record Evaluation([property: Id(0)] double Alpha, [property: Id(1)] IReadOnlyList<TestSetAccuracy> TestSets);

/// <summary>Top-1 accuracy on one test set, as counts so that shards can be added up.</summary>
/// <param name="Name">Short name of the test set, such as <c>ID</c> or <c>Sketch</c>.</param>
/// <param name="InDistribution">Whether it is the in-distribution test set; the others make the OOD average.</param>
/// <param name="Correct">Images classified correctly.</param>
/// <param name="Count">Images in all; at least 1.</param>
[GenerateSerializer, Alias("counterfactual.test-set-accuracy")]
public sealed record TestSetAccuracy(
    [property: Id(0)] string Name,
    [property: Id(1)] bool InDistribution,
    [property: Id(2)] int Correct,
    [property: Id(3)] int Count)
{
    /// <summary>Top-1 accuracy in 0..1.</summary>
    public double Accuracy => Count == 0 ? 0 : (double)Correct / Count;
}

/// <summary>A file in the artifact store.</summary>
/// <param name="Name">Name within the store, with forward slashes.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of the content.</param>
/// <param name="Bytes">Length of the content.</param>
[GenerateSerializer, Alias("counterfactual.artifact-reference")]
public sealed record ArtifactReference(
    [property: Id(0)] string Name, [property: Id(1)] string Sha256, [property: Id(2)] long Bytes);
