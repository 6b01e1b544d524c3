using System.Globalization;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Client.Rendering;

/// <summary>How far a sweep is, on one line.</summary>
internal static class TotalsLine
{
    public static string Of(SweepProgress progress)
    {
        var counts = progress.Counts;
        List<string> parts =
        [
            string.Create(CultureInfo.InvariantCulture, $"{counts.Completed} of {counts.Total} done"),
            string.Create(CultureInfo.InvariantCulture, $"{counts.Running} running"),
            string.Create(CultureInfo.InvariantCulture, $"{counts.Queued} queued"),
        ];
        if (counts.Failed > 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{counts.Failed} failed"));
        }

        if (counts.Cancelled > 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{counts.Cancelled} cancelled"));
        }

        if (progress.SecondsLeft is double seconds)
        {
            parts.Add($"about {Figures.Duration(seconds)} left");
        }

        var state = progress.Status is SweepStatus.Paused or SweepStatus.Stopping ? $", {Words.Of(progress.Status)}" : "";
        return $"sweep {progress.Id}{state}: {string.Join(", ", parts)}";
    }
}
