using System.Globalization;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Reports;

/// <summary>What the parameters of a row say.</summary>
internal static class ReportRows
{
    /// <summary>Settings that have a column of their own, or none.</summary>
    private static readonly string[] _inLayout = ["method", "masking", "refill", "rate", "threshold", "alphas"];

    public static string? Value(this TableRow row, string parameter) =>
        row.Parameters.FirstOrDefault(candidate => candidate.Name == parameter)?.Value;

    /// <summary>
    /// Whether the row is a point on the line from the zero-shot to the fine-tuned model (WiSE-FT), not its end.
    /// </summary>
    public static bool IsInterpolated(this TableRow row) => row.Alpha is >= 0 and < 1 && row.Value("method") != "zero_shot";

    /// <summary>Whether all experiments of the row came to their end: only such rows can be compared.</summary>
    public static bool IsComplete(this TableRow row) =>
        row.Experiments > 0 && row.Completed == row.Experiments && row.StoppedEpoch is null;

    /// <summary>Settings outside the paper's layout: beta, learning rate ...</summary>
    public static IEnumerable<Parameter> OtherParameters(this TableRow row) =>
        row.Parameters.Where(parameter => !_inLayout.Contains(parameter.Name));

    /// <summary>Those of <see cref="OtherParameters"/> in which rows of one method differ, in display order.</summary>
    public static IReadOnlyList<string> Varied(IReadOnlyList<TableRow> rows) =>
    [
        .. rows.SelectMany(OtherParameters).Select(parameter => parameter.Name).Distinct()
            .Where(name => rows
                .GroupBy(row => row.Value("method"))
                .Any(method => method.Select(row => row.Value(name)).Distinct().Count() > 1)),
    ];

    /// <summary>The name of the row's method: <c>vanilla fine-tuning</c>, <c>WiSE-FT, alpha 0.5</c>.</summary>
    public static string MethodName(this TableRow row) => row.IsInterpolated()
        ? string.Create(CultureInfo.InvariantCulture, $"WiSE-FT, alpha {row.Alpha}")
        : row.Value("method") switch
        {
            "zero_shot" => "zero-shot",
            "vanilla" => "vanilla fine-tuning",
            { } method => method.Replace('_', ' '),
            null => row.Row,
        };

    /// <summary>The row in a sentence or list: <c>feature distillation, object single</c>.</summary>
    public static string Name(this TableRow row) => row.Value("masking") switch
    {
        null => row.MethodName(),
        "none" => $"{row.MethodName()}, no masking",
        var masking => $"{row.MethodName()}, {masking} {row.Value("refill")}",
    };
}
