using Counterfactual.Training.Data.Miniature;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Sweeps;

/// <summary>Estimates what a sweep would take from its plan alone.</summary>
public static class SweepEstimator
{
    private const int SecondsOfAnHour = 3600;
    private const int Channels = 3;
    private const int ImageNetSide = 224;
    private const int CheckpointsKept = 2;

    // Parameters and AdamW's two moments; and the best epoch's parameters.
    private const int CheckpointCopies = 3;

    /// <summary>The estimate.</summary>
    /// <param name="plan">The sweep.</param>
    /// <param name="basis">What is known of devices and models.</param>
    public static SweepEstimate Of(SweepPlan plan, EstimateBasis basis)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(basis);
        List<RowEstimate> rows = [.. plan.Experiments.GroupBy(experiment => experiment.Point.Row)
            .Select(row => Row([.. row], basis))];
        var all = plan.Experiments.Select(experiment => experiment.Settings).ToList();
        var costs = all.Select(TrainingCost.Of).ToList();
        var kept = all.Where(settings => settings.Method != TrainingMethod.ZeroShot && settings.KeepsModel).ToList();
        return new(
            plan.Name, all.Count, costs.Sum(cost => (long)cost.Steps), costs.Sum(cost => (long)cost.Models),
            rows.All(row => row.DeviceHours is not null) ? rows.Sum(row => row.DeviceHours) : null,
            kept.Count, all.Select(settings => settings.Data).GroupBy(ImagesOf).Sum(data => DecodedBytes(data.First())),
            kept.Aggregate((long?)0, (sum, settings) => sum + Bytes(settings, basis)),
            all.Select(settings => CheckpointBytes(settings, basis)).Aggregate(
                (long?)0, (most, bytes) => most is null || bytes is null ? null : Math.Max(most.Value, bytes.Value)),
            rows, [.. Notes(all, rows, basis)]);
    }

    private static RowEstimate Row(IReadOnlyList<PlannedExperiment> experiments, EstimateBasis basis)
    {
        var settings = experiments[0].Settings;
        var cost = TrainingCost.Of(settings);
        var (passesPerSecond, source) = basis.SpeedOf(settings);
        var hours = experiments.Count * cost.Passes / passesPerSecond / SecondsOfAnHour;
        return new(
            experiments[0].Point.Row, experiments[0].Point.Parameters, experiments.Count, cost.Steps, cost.Models, hours, source);
    }

    private static object ImagesOf(DataSettings data) => data.ImageNet?.DatasetNames is { } names
        ? string.Join(' ', names)
        : (data.Rho, data.TestImages);

    private static long DecodedBytes(DataSettings data)
    {
        var images = TrainingCost.TestImagesOf(data) + (data.ImageNet is null
            ? MiniatureSplit.Of(MiniatureSet.Train).Images
            : TrainingCost.TrainingImagesOf(data) + data.ValidationImages);
        var side = data.ImageNet is null ? MiniatureRenderer.Side : ImageNetSide;
        return images * side * side * Channels;
    }

    private static long? Bytes(ExperimentSettings settings, EstimateBasis basis) =>
        basis.ModelBytes.TryGetValue(settings.Model.Checkpoint, out var bytes) ? bytes : null;

    private static long? CheckpointBytes(ExperimentSettings settings, EstimateBasis basis) => settings.Method switch
    {
        TrainingMethod.ZeroShot => 0,
        _ => CheckpointsKept * (CheckpointCopies + (settings.Data.ValidationImages > 0 ? 1 : 0)) * Bytes(settings, basis),
    };

    private static IEnumerable<string> Notes(
        IReadOnlyList<ExperimentSettings> all, IReadOnlyList<RowEstimate> rows, EstimateBasis basis)
    {
        if (rows.Any(row => row.Speed is null))
        {
            yield return "no speed is known for some rows: give --images-per-second, the training images a second of vanilla "
                + "fine-tuning on one device";
        }

        if (all.Any(settings => settings.Data.ImageNet is not null))
        {
            yield return "the ImageNet study is counted with the published numbers of images";
        }

        var models = all.Select(settings => settings.Model.Checkpoint).Distinct();
        foreach (var model in models.Where(model => !basis.ModelBytes.ContainsKey(model)))
        {
            yield return $"model '{model}' is not registered here: its size is not known; it must be there before the sweep runs";
        }
    }
}
