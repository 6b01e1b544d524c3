using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.Telemetry;
using Counterfactual.Training.TestSets;

namespace Counterfactual.Training.Experiments;

/// <summary>
/// Accuracies after each epoch, on the first images of the study's validation set and of each test set, as shares in 0..1:
/// <c>validation.accuracy</c>, <c>test.NAME.accuracy</c>, and <c>id.accuracy</c> and <c>ood.accuracy</c>, the means over sets.
/// </summary>
internal sealed class LearningCurves
{
    private readonly ImageSet? validation;
    private readonly TestSetProtocol ownClasses;
    private readonly IReadOnlyList<(TestSetImages Set, ImageSet Images)> testSets;

    public LearningCurves(int curveImages, ExperimentImages images)
    {
        ownClasses = TestSetProtocol.OwnClasses(images.Classes);
        using var span = curveImages > 0 ? TrainingSpans.Prepare("learning curves' images") : null;
        validation = curveImages > 0 ? images.Validation(curveImages) : null;
        testSets = validation is null ? [] : [.. images.TestSets.Select(set => (set, set.First(curveImages)))];
    }

    /// <summary>Images that a measurement looks at.</summary>
    public int ImagesPerEpoch => (validation?.Count ?? 0) + testSets.Sum(test => test.Images.Count);

    /// <summary>Measures the model and reports each accuracy.</summary>
    /// <param name="evaluation">Counts the model's predictions.</param>
    /// <param name="report">Hears each metric.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Measure(Evaluation evaluation, Action<string, double> report)
    {
        if (validation is null)
        {
            return;
        }

        report(EpochMetrics.Validation, Accuracy(validation, ownClasses));
        var accuracies = testSets.Select(test => (test.Set, Value: Accuracy(test.Images, test.Set.Protocol))).ToList();
        foreach (var (set, value) in accuracies)
        {
            report(EpochMetrics.OfTestSet(set.Name), value);
        }

        report(EpochMetrics.InDistribution, accuracies.Where(test => test.Set.InDistribution).Average(test => test.Value));
        report(EpochMetrics.OutOfDistribution, accuracies.Where(test => !test.Set.InDistribution).Average(test => test.Value));

        double Accuracy(ImageSet images, TestSetProtocol protocol) =>
            evaluation.Count(images, protocol).Accuracy;
    }
}
