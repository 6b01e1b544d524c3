using Counterfactual.Client.Terminals;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Client.Rendering;

/// <summary>What a sweep found: where it stands, its table, and what failed.</summary>
internal static class SweepResult
{
    /// <summary>Writes it.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="details">All about the sweep.</param>
    /// <param name="logCommand">The command that prints the log of an experiment.</param>
    public static void Write(TerminalStream output, SweepDetails details, Func<string, string> logCommand)
    {
        var sweep = details.Sweep;
        output.WriteLine(
            $"sweep {sweep.Id} {Words.Of(sweep.Status)}: {sweep.Counts.Completed} of "
                + $"{Figures.Count(sweep.Counts.Total, "experiment")} done");
        if (details.Rows.Count > 0)
        {
            output.WriteLine();
            output.Write(ResultsTable.Of(details.Rows, output.Columns, output.IsTerminal));
        }

        var names = RowNames.Of(details.Rows);
        foreach (var failed in details.Experiments.Where(one => one.Status == ExperimentStatus.Failed))
        {
            output.WriteLine();
            output.WriteLine(VisibleText.Line(
                $"{failed.Id} ({names.Label(failed.Row, failed.Seed)}) failed after {Figures.Count(failed.Attempts, "attempt")}: "
                    + $"{failed.LastFailure?.Message}"));
            output.WriteLine($"  {logCommand(failed.Id)}");
        }
    }
}
