using Counterfactual.Grains.Experiments;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Sweeps;

/// <summary>One experiment of a sweep file.</summary>
/// <param name="Settings">Its complete settings.</param>
/// <param name="Point">The same for the grains.</param>
public sealed record PlannedExperiment(ExperimentSettings Settings, ExperimentPoint Point)
{
    /// <summary>For people: its row and seed.</summary>
    public override string ToString() => $"{Point.Row}, seed {Point.Seed}";
}
