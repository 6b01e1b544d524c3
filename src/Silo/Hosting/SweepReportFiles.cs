using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Silo.Hosting;

/// <summary>The files of a sweep's report.</summary>
internal static class SweepReportFiles
{
    /// <summary>Writes them.</summary>
    /// <returns>Their names within the directory.</returns>
    internal static IReadOnlyList<string> Write(
        string directory, SweepSnapshot sweep, IReadOnlyList<ExperimentSnapshot> experiments)
    {
        Directory.CreateDirectory(directory);
        File.WriteAllText(Path.Combine(directory, "sweep.yaml"), sweep.File);
        return experiments.Count == 0 ? [] : ["sweep.yaml"];
    }
}
