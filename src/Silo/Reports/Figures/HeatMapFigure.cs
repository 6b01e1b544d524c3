using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Reports.Figures;

/// <summary>Masking against refill, coloured by the difference from no masking.</summary>
internal static class HeatMapFigure
{
    private static readonly string[] _maskings = ["random", "context", "object"];
    private static readonly string[] _refills = ["none", "single", "multi"];

    /// <summary>The OOD average and the ID accuracy, for each group of rows that differ in masking and refill only.</summary>
    public static IEnumerable<Figure> Of(IReadOnlyList<TableRow> rows)
    {
        var complete = rows
            .Where(row =>
                row.IsComplete() && !row.IsInterpolated() && row.Value("masking") is not null && row.OodAverage is not null
                    && TradeOffFigure.InDistribution(row) is not null)
            .ToList();
        var varied = ReportRows.Varied(complete);
        var groups = complete
            .GroupBy(row =>
                row.MethodName() + string.Concat(varied.Select(name => $", {name} {row.Value(name) ?? "as by default"}")))
            .Where(group => group.Count(RowStyle.IsMasked) > 1
                && group.DistinctBy(row => (row.Value("masking"), row.Value("refill"))).Count() == group.Count())
            .ToList();
        foreach (var (group, number) in groups.Select((group, number) => (group, number + 1)))
        {
            var (suffix, of) = groups.Count == 1 ? ("", "") : ($"-{number}", $", {group.Key}");
            yield return Draw(
                $"heat-map-ood{suffix}", $"OOD average by masking and refill{of}", [.. group], row => row.OodAverage!);
            yield return Draw(
                $"heat-map-id{suffix}", $"ID accuracy by masking and refill{of}", [.. group],
                row => TradeOffFigure.InDistribution(row)!);
        }
    }

    private static Figure Draw(string name, string title, IReadOnlyList<TableRow> rows, Func<TableRow, SeedStatistic> figure)
    {
        var unmasked = rows.FirstOrDefault(row => !RowStyle.IsMasked(row));
        var reference = unmasked is null ? rows.Average(row => figure(row).Mean) : figure(unmasked).Mean;
        var maskings = _maskings.Where(masking => rows.Any(row => row.Value("masking") == masking)).ToArray();
        var refills = _refills.Where(refill => rows.Any(row =>
            RowStyle.IsMasked(row) && (row.Value("refill") ?? "none") == refill)).ToArray();
        List<HeatMapCell> cells = [];
        foreach (var row in rows.Where(RowStyle.IsMasked))
        {
            var difference = figure(row).Mean - reference;
            cells.Add(new(
                Array.IndexOf(refills, row.Value("refill") ?? "none"), Array.IndexOf(maskings, row.Value("masking")),
                100 * difference,
                ReportText.Percent(figure(row)), ReportText.Points(difference)));
        }

        return new()
        {
            Name = name,
            Title = title,
            Caption = $"Percent, mean ± sample standard deviation over seeds, and below it the difference in points from "
                + (unmasked is null ? "the mean of these rows" : $"no masking ({ReportText.Percent(figure(unmasked))})")
                + ": blue above, orange below.",
            X = new Axis.Categories("refill", [.. refills.Select(refill => refill == "none" ? "none (only removed)" : refill)]),
            Y = new Axis.Categories("masking", maskings),
            Marks = [new Mark.HeatMap(cells, Math.Max(0.1, cells.Max(cell => Math.Abs(cell.Difference!.Value))))],
            Width = 520,
            Height = 90 + (64 * maskings.Length),
        };
    }
}
