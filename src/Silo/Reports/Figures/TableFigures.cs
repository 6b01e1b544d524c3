using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Reports.Figures;

/// <summary>The figures that are drawn from a sweep's table alone, for reports and for pages.</summary>
internal static class TableFigures
{
    /// <summary>The figures, in the order in which they are shown; those for which there are too few rows are left out.</summary>
    public static IReadOnlyList<Figure> Of(IReadOnlyList<TableRow> rows) =>
        [.. TradeOffFigure.Of(rows), .. HeatMapFigure.Of(rows), .. WiseFtFigure.Of(rows)];
}
