using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Reports;
using Counterfactual.Silo.Reports.Figures;

namespace Counterfactual.Silo.Listings;

/// <summary>
/// The experiments of a sweep as they stood at one moment, and what follows from them, computed when it is first asked for. Their
/// settings are left out: nobody lists them, and they would be most of its memory.
/// </summary>
/// <param name="experiments">The experiments in table order.</param>
internal sealed class SweepListing(IReadOnlyList<ExperimentSnapshot> experiments)
{
    /// <summary>Figures of more rows than these would be a tangle, and slow to draw.</summary>
    internal const int MostRowsDrawn = 500;

    private readonly Lazy<IReadOnlyList<TableRow>> rows = new(() => TableRows.Of(experiments));
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> drawn = [];
    private ReportTable? table;
    private IReadOnlyList<Figure>? figures;

    /// <summary>The experiments in table order.</summary>
    internal IReadOnlyList<ExperimentSnapshot> Experiments => experiments;

    /// <summary>The rows of the sweep's table, those without a result as well.</summary>
    internal IReadOnlyList<TableRow> Rows => rows.Value;

    /// <summary>Names of the parameters in which experiments differ or agree, in display order.</summary>
    internal IReadOnlyList<string> Parameters { get; } =
    [
        .. experiments.SelectMany(experiment => experiment.Point.Parameters).Select(parameter => parameter.Name).Distinct(),
    ];

    /// <summary>Names of the test sets of which there are results, in the study's order.</summary>
    internal IReadOnlyList<string> TestSets =>
        [.. Rows.SelectMany(row => row.TestSets).Select(testSet => testSet.Name).Distinct()];

    /// <summary>The table as the report lays it out.</summary>
    internal ReportTable Table
    {
        get
        {
            lock (gate)
            {
                return table ??= ReportTableBuilder.Build(Rows);
            }
        }
    }

    /// <summary>The report's figures of the table; none where it has more than <see cref="MostRowsDrawn"/> rows.</summary>
    internal IReadOnlyList<Figure> Figures
    {
        get
        {
            lock (gate)
            {
                return figures ??= Rows.Count > MostRowsDrawn ? [] : TableFigures.Of(Rows);
            }
        }
    }

    /// <summary>A figure as an SVG element; null where there is none of the name.</summary>
    internal string? Draw(string name)
    {
        if (Figures.FirstOrDefault(figure => figure.Name == name) is not { } figure)
        {
            return null;
        }

        lock (gate)
        {
            return drawn.TryGetValue(name, out var svg) ? svg : drawn[name] = SvgFigure.Element(figure);
        }
    }
}
