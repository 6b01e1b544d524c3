using Counterfactual.Grains.Experiments;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Sweeps;

/// <summary>What a sweep would take, without running it.</summary>
/// <param name="Name">The sweep's name.</param>
/// <param name="Experiments">Experiments in all.</param>
/// <param name="Steps">Optimiser steps in all.</param>
/// <param name="Evaluations">Models evaluated on all test sets, in all.</param>
/// <param name="DeviceHours">Hours of one device; null where no speed is known for a row.</param>
/// <param name="ModelsKept">Experiments whose fine-tuned weights are kept.</param>
/// <param name="DecodedBytes">Bytes of the decoded images that the sweep reads.</param>
/// <param name="ModelBytes">Bytes of the kept weights; null where a model's size is not known.</param>
/// <param name="CheckpointBytes">Bytes of the checkpoints of one running experiment;
/// null where a model's size is not known.</param>
/// <param name="Rows">One entry a row of the table.</param>
/// <param name="Notes">What the figures leave out or assume.</param>
public sealed record SweepEstimate(
    string Name, int Experiments, long Steps, long Evaluations, double? DeviceHours, int ModelsKept, long DecodedBytes,
    long? ModelBytes, long? CheckpointBytes, IReadOnlyList<RowEstimate> Rows, IReadOnlyList<string> Notes);

/// <summary>What a row of a sweep would take.</summary>
/// <param name="Row">The row.</param>
/// <param name="Parameters">What people see of its settings, in display order.</param>
/// <param name="Experiments">Its experiments: one for each seed.</param>
/// <param name="Steps">Optimiser steps of each.</param>
/// <param name="Models">Models that each evaluates.</param>
/// <param name="DeviceHours">Hours of one device for all of them; null where no speed is known.</param>
/// <param name="Speed">Where the speed comes from: <c>given</c>, <c>measured</c>, or null.</param>
public sealed record RowEstimate(
    string Row, IReadOnlyList<Parameter> Parameters, int Experiments, int Steps, int Models, double? DeviceHours, string? Speed);

/// <summary>What is known of devices and models before a sweep runs.</summary>
public sealed record EstimateBasis
{
    private const double VanillaPasses = 3;

    /// <summary>Training images a second of vanilla fine-tuning on one device; null where it is not given. Positive.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>Settings of experiments that have completed, each with the training images a second that it reached.</summary>
    public IReadOnlyList<(ExperimentSettings Settings, double ImagesPerSecond)> Measured { get; init; } = [];

    /// <summary>Bytes of a model's weights by its checkpoint's name; absent where they are not known.</summary>
    public IReadOnlyDictionary<string, long> ModelBytes { get; init; } = new Dictionary<string, long>();

    /// <summary>Forward passes a second for an experiment, and where the figure comes from.</summary>
    internal (double? PassesPerSecond, string? Source) SpeedOf(ExperimentSettings settings)
    {
        if (ImagesPerSecond is double given)
        {
            return (given * VanillaPasses, "given");
        }

        var sameModel = Measured.Where(one =>
            one.ImagesPerSecond > 0 && one.Settings.Model.Checkpoint == settings.Model.Checkpoint
                && one.Settings.Method != TrainingMethod.LinearProbe).ToList();
        var sameMethod =
            sameModel.Where(one => (one.Settings.Method, one.Settings.Masking) == (settings.Method, settings.Masking)).ToList();
        var basis = sameMethod.Count > 0 ? sameMethod : sameModel;
        return basis.Count > 0
            ? (basis.Average(one => one.ImagesPerSecond * TrainingCost.Of(one.Settings).PassesOfAnImage), "measured")
            : (null, null);
    }
}
