using System.Globalization;
using Counterfactual.Silo.Reports.Figures;

namespace Counterfactual.Silo.Reports.Statistics;

/// <summary>Every pair of rows compared in one figure, for a table: each row's lead over each other row.</summary>
internal sealed class SignificanceMatrix
{
    /// <summary>More rows than these make no table that anybody reads.</summary>
    public const int MostRows = 24;

    private readonly IReadOnlyList<ReportedModel> ranked;
    private readonly Dictionary<(int Row, int Column), ContrastResult> results;
    private readonly RowLabels labels;

    /// <param name="models">The rows, at most <see cref="MostRows"/>.</param>
    /// <param name="figure">What is compared.</param>
    /// <param name="labels">The rows' names.</param>
    public SignificanceMatrix(IReadOnlyList<ReportedModel> models, ReportedFigure figure, RowLabels labels)
    {
        this.labels = labels;
        ranked = [.. models.OrderByDescending(model => figure == ReportedFigure.Id ? model.Id : model.Ood)];
        List<(int Row, int Column, Contrast Contrast)> pairs = [];
        for (var row = 0; row < ranked.Count; row++)
        {
            for (var column = row + 1; column < ranked.Count; column++)
            {
                pairs.Add((row, column, Contrast.Between(
                    $"{labels.Of(ranked[row].Row)} - {labels.Of(ranked[column].Row)}", figure, ranked[row], ranked[column])));
            }
        }

        var tested = ContrastTest.RunFamily(pairs.Select(pair => pair.Contrast)).ToDictionary(result => result.Contrast);
        results = pairs.Where(pair => tested.ContainsKey(pair.Contrast))
            .ToDictionary(pair => (pair.Row, pair.Column), pair => tested[pair.Contrast]);
    }

    /// <summary>Pairs that were tested: those of rows of which at least one has several seeds.</summary>
    public IReadOnlyCollection<ContrastResult> Results => results.Values;

    /// <summary>Titles of the table's columns.</summary>
    public IReadOnlyList<string> Titles =>
        ["row", .. ranked.Skip(1).Select((_, column) => (column + 2).ToString(CultureInfo.InvariantCulture))];

    /// <summary>The table's rows, the best first: leads in points, significant ones with a star.</summary>
    public IEnumerable<IReadOnlyList<string>> Rows => ranked.Select((model, row) => (IReadOnlyList<string>)
    [
        string.Create(CultureInfo.InvariantCulture, $"{row + 1} {labels.Of(model.Row)}"),
        .. Enumerable.Range(1, ranked.Count - 1).Select(column => results.GetValueOrDefault((row, column)) is { } result
            ? ReportText.Points(result.Estimate) + (result.IsSignificant ? "*" : "")
            : ""),
    ]);
}
