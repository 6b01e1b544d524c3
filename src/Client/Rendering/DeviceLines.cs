using System.Globalization;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Training.Experiments;
using Spectre.Console;

namespace Counterfactual.Client.Rendering;

/// <summary>A line for each device that is busy: what it runs, how far it is, how well it goes.</summary>
internal static class DeviceLines
{
    private const int LossesShown = 12;
    private const int BarWidth = 10;
    private static readonly Style Filled = new(Color.Green);
    private static readonly Style Quiet = new(Color.Grey);

    /// <summary>
    /// The lines; on a narrow terminal the bar goes first, then the number of the experiment, then the sparkline.
    /// </summary>
    public static FittedTable Of(IReadOnlyList<RunningExperiment> running, RowNames names) => new FittedTable { Headed = false }
        .Add("experiment", running.Select(one => Label(one, names)))
        .Add("device", running.Select(one => new Cell(one.Device)))
        .Add("id", running.Select(one => new Cell(one.Id, Quiet)), optional: 3)
        .Add("phase", running.Select(one => new Cell(Phase(one.Progress))), leastWidth: "evaluating".Length)
        .Add("loss", running.Select(one => new Cell(Figures.Loss(one.Progress.Loss))), alignRight: true, leastWidth: 6)
        .Add("losses", running.Select(one => new Cell(Sparkline.Of(one.Losses, LossesShown), Quiet)), optional: 2,
            leastWidth: LossesShown)
        .Add("rate", running.Select(one => new Cell(Rate(one.Progress))), optional: 1, alignRight: true, leastWidth: 9)
        .Add("bar", running.Select(one => new Cell(ProgressBar.Of(one.Progress.Done, BarWidth), Filled)), optional: 4)
        .Add("left", running.Select(one => new Cell(Figures.Duration(one.SecondsLeft))), alignRight: true, leastWidth: 5);

    private static Cell Label(RunningExperiment one, RowNames names)
    {
        var again = one.Attempt > 1 ? string.Create(CultureInfo.InvariantCulture, $", attempt {one.Attempt}") : "";
        return new Cell(names.Label(one.Row, one.Seed) + again);
    }

    private static string Phase(ExperimentProgress progress) => progress.Phase == ExperimentPhase.Training
        ? string.Create(CultureInfo.InvariantCulture, $"epoch {progress.Epoch}/{progress.Epochs}")
        : RunningLine.Phase(progress);

    private static string Rate(ExperimentProgress progress) =>
        Figures.Rate(progress.ImagesPerSecond) is { Length: > 0 } rate ? $"{rate} img/s" : "";
}
