using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Tests.Sweeps;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.Method;

namespace Counterfactual.Silo.Tests.Reports;

/// <summary>
/// The sweep of sweeps/table.yaml with the figures that the reference implementation of the miniature study reached.
/// </summary>
internal static class MiniatureTable
{
    private static readonly Dictionary<(Masking, Refill), double[]> _distillation = new()
    {
        [(Masking.None, Refill.None)] = [91.7, 91.6, 51.5, 62.4, 45.0, 61.4],
        [(Masking.Random, Refill.None)] = [91.1, 90.9, 52.1, 63.8, 46.5, 62.5],
        [(Masking.Context, Refill.None)] = [92.4, 92.3, 50.6, 62.8, 44.8, 60.9],
        [(Masking.Object, Refill.None)] = [90.9, 90.8, 53.0, 62.0, 47.8, 62.7],
        [(Masking.Random, Refill.Single)] = [91.8, 91.2, 52.2, 63.8, 46.0, 61.9],
        [(Masking.Context, Refill.Single)] = [91.1, 90.4, 53.4, 64.2, 46.5, 63.1],
        [(Masking.Object, Refill.Single)] = [90.9, 90.2, 53.4, 64.0, 47.8, 64.0],
        [(Masking.Random, Refill.Multi)] = [92.2, 91.7, 51.5, 63.3, 44.9, 61.1],
        [(Masking.Context, Refill.Multi)] = [92.9, 92.7, 50.1, 63.4, 43.9, 60.2],
        [(Masking.Object, Refill.Multi)] = [90.4, 89.7, 53.0, 63.6, 47.4, 63.8],
    };

    public static SweepDetails Sweep { get; } = SampleSweep.Of(
        File.ReadAllText(RepositoryFiles.Sweep("table.yaml")),
        (planned, experiment) => experiment.Completed(Evaluations(planned.Settings)));

    /// <summary>Seeds 0, 1, 2 lie beside the mean by -0.2, 0, +0.2 points, with object masks by half of that.</summary>
    private static (double Alpha, double[] Percent)[] Evaluations(ExperimentSettings settings)
    {
        double[] Beside(params double[] mean) =>
            [.. mean.Select(percent => percent + ((settings.Masking == Masking.Object ? 0.1 : 0.2) * (settings.Seed - 1)))];
        return settings.Method switch
        {
            TrainingMethod.ZeroShot => [(0, [71.1, 69.0, 57.2, 67.9, 52.4, 71.3])],
            TrainingMethod.LinearProbe => [(1, Beside(93.3, 93.6, 43.4, 58.0, 34.9, 53.5))],
            TrainingMethod.Vanilla =>
            [
                (0.25, Beside(88.0, 87.9, 54.6, 63.5, 47.7, 65.9)),
                (0.5, Beside(93.9, 93.6, 48.9, 56.4, 40.1, 57.2)),
                (0.75, Beside(95.7, 95.2, 42.4, 49.2, 33.6, 48.5)),
                (1, Beside(95.9, 95.3, 36.4, 43.8, 29.2, 39.8)),
            ],
            _ => [(1, Beside(_distillation[(settings.Masking, settings.Refill)]))],
        };
    }
}
