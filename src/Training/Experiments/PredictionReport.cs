using Counterfactual.Training.TestSets;

namespace Counterfactual.Training.Experiments;

/// <summary>What the models of an experiment predicted: how often images of each label were taken for each class.</summary>
/// <param name="Classes">Names of the model's classes.</param>
/// <param name="Models">One entry a model, in ascending order of alpha.</param>
public sealed record PredictionReport(IReadOnlyList<string> Classes, IReadOnlyList<ModelPredictions> Models)
{
    /// <summary>What a label stands for: the classes that are right for it.</summary>
    public string NameOf(LabelPredictions label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return string.Join(" / ", label.Accepted.Select(number => Classes[number]));
    }

    /// <summary>Adds up what was predicted on different parts of the test sets.</summary>
    /// <param name="parts">At least one; all of the same model and study, those of a test set in the order of its shards.</param>
    public static PredictionReport Sum(IReadOnlyList<PredictionReport> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return new(parts[0].Classes, [.. parts
            .SelectMany(part => part.Models)
            .GroupBy(model => model.Alpha)
            .OrderBy(models => models.Key)
            .Select(models => new ModelPredictions(models.Key, [.. models
                .SelectMany(model => model.TestSets)
                .GroupBy(testSet => testSet.Name)
                .Select(sets => TestSetPredictions.Sum([.. sets]))]))]);
    }
}

/// <summary>What one model predicted.</summary>
/// <param name="Alpha">Weight of the fine-tuned parameters, 0..1.</param>
/// <param name="TestSets">One entry a test set.</param>
public sealed record ModelPredictions(double Alpha, IReadOnlyList<TestSetPredictions> TestSets);

/// <summary>What a model predicted on a test set.</summary>
/// <param name="Name">The test set's name, as in tables.</param>
/// <param name="Labels">One entry for each label whose images count and of which there are any.</param>
public sealed record TestSetPredictions(string Name, IReadOnlyList<LabelPredictions> Labels)
{
    /// <summary>Which images were predicted right, in the test set's order; null where that was not kept.</summary>
    public PredictedRight? Right { get; init; }

    internal static TestSetPredictions Of(string name, PredictionCounts counts) => new(name, [.. Enumerable
        .Range(0, counts.Protocol.Labels)
        .Where(counts.Protocol.Counts)
        .Select(label => new LabelPredictions(label, counts.Protocol.Accepted(label), [.. counts.Protocol.Competing
            .Select(prediction => new PredictedClass(prediction, counts.Confusions(label, prediction)))
            .Where(predicted => predicted.Images > 0)]))
        .Where(label => label.Predictions.Count > 0)])
    {
        Right = PredictedRight.Of(counts.Hits),
    };

    internal static TestSetPredictions Sum(IReadOnlyList<TestSetPredictions> parts) => new(parts[0].Name, [.. parts
        .SelectMany(part => part.Labels)
        .GroupBy(label => label.Label)
        .OrderBy(labels => labels.Key)
        .Select(labels => new LabelPredictions(labels.Key, labels.First().Accepted, [.. labels
            .SelectMany(label => label.Predictions)
            .GroupBy(predicted => predicted.Class)
            .OrderBy(predicted => predicted.Key)
            .Select(predicted => new PredictedClass(predicted.Key, predicted.Sum(one => one.Images)))]))])
    {
        Right = parts.All(part => part.Right is not null)
            ? PredictedRight.Of([.. parts.SelectMany(part => part.Right!.Hits)])
            : null,
    };
}

/// <summary>What images of one label were taken for.</summary>
/// <param name="Label">The label's number in the test set.</param>
/// <param name="Accepted">Numbers of the classes that are right for it; at least one.</param>
/// <param name="Predictions">The classes that were predicted, in ascending order.</param>
public sealed record LabelPredictions(int Label, IReadOnlyList<int> Accepted, IReadOnlyList<PredictedClass> Predictions)
{
    /// <summary>Images of the label.</summary>
    public int Count => Predictions.Sum(predicted => predicted.Images);

    /// <summary>Images predicted right.</summary>
    public int Correct => Predictions.Where(predicted => Accepted.Contains(predicted.Class)).Sum(predicted => predicted.Images);
}

/// <summary>How many images of a label were taken for a class.</summary>
/// <param name="Class">Number of the class.</param>
/// <param name="Images">How many; at least 1.</param>
public sealed record PredictedClass(int Class, int Images);
