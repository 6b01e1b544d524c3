using System.Globalization;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Client.Rendering;

/// <summary>A line for each sweep.</summary>
internal static class SweepTable
{
    public static FittedTable Of(IReadOnlyList<SweepSummary> sweeps) => new FittedTable()
        .Add("sweep", sweeps.Select(sweep => new Cell(sweep.Id)))
        .Add("state", sweeps.Select(sweep => Words.Cell(sweep.Status)))
        .Add("done", sweeps.Select(sweep => Number(sweep.Counts.Completed)), alignRight: true)
        .Add("of", sweeps.Select(sweep => Number(sweep.Counts.Total)), alignRight: true)
        .Add("running", sweeps.Select(sweep => Number(sweep.Counts.Running)), alignRight: true)
        .Add("failed", sweeps.Select(sweep => Number(sweep.Counts.Failed)), alignRight: true)
        .Add("tags", sweeps.Select(sweep => new Cell(string.Join(' ', sweep.Tags))), optional: 3)
        .Add("launched", sweeps.Select(sweep => new Cell(Figures.Time(sweep.Created))), optional: 1)
        .Add("ended", sweeps.Select(sweep => new Cell(Figures.Time(sweep.Ended))), optional: 2);

    private static Cell Number(int number) => number == 0 ? "" : number.ToString(CultureInfo.InvariantCulture);
}
