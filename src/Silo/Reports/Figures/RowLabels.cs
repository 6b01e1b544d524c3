using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Reports.Figures;

/// <summary>The shortest names that tell the rows of one sweep apart.</summary>
internal sealed class RowLabels
{
    private readonly IReadOnlyList<string> varied;
    private readonly bool oneMethodMasks;
    private readonly bool levelsVary;

    public RowLabels(IReadOnlyList<TableRow> rows)
    {
        varied = ReportRows.Varied(rows);
        var masking = rows.Where(row => row.Value("masking") is not null && !row.IsInterpolated()).ToList();
        oneMethodMasks = masking.Select(row => row.Value("method")).Distinct().Count() <= 1;
        levelsVary = masking.GroupBy(row => (row.Value("method"), row.Value("masking"), row.Value("refill"), Others(row)))
            .Any(group => group.Select(Level).Distinct().Count() > 1);
    }

    /// <summary><c>object single</c>, <c>vanilla fine-tuning</c>, <c>no masking, beta 10</c>.</summary>
    public string Of(TableRow row)
    {
        var mask = row.Value("masking") switch
        {
            null => null,
            "none" => "no masking",
            var masking => $"{masking} {row.Value("refill") ?? "none"}{(levelsVary ? $" {Level(row)}" : "")}",
        };
        var name = mask is null || row.IsInterpolated()
            ? row.MethodName()
            : oneMethodMasks ? mask : $"{row.MethodName()}, {mask}";
        return name + Others(row);
    }

    private string Others(TableRow row) => string.Concat(
        varied.Where(name => row.Value(name) is not null).Select(name => $", {name} {row.Value(name)}"));

    private static string? Level(TableRow row) => row.Value("threshold") ?? row.Value("rate");
}
