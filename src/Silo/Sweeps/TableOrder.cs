using Counterfactual.Training.Experiments;
using Counterfactual.Training.Method;

namespace Counterfactual.Silo.Sweeps;

/// <summary>The order of rows in the paper's table: baselines, no masking, then by refill and within it by masking.</summary>
internal static class TableOrder
{
    private static readonly Masking[] _maskings = [Masking.None, Masking.Random, Masking.Context, Masking.Object];

    public static (TrainingMethod Method, bool Masked, Refill Refill, int Masking) Of(ExperimentSettings settings) =>
        (settings.Method, settings.Masking != Masking.None, settings.Refill, Array.IndexOf(_maskings, settings.Masking));
}
