using System.Text;

namespace Counterfactual.Silo.Reports;

/// <summary>Lines of comma-separated values (RFC 4180).</summary>
internal static class Csv
{
    /// <summary>Appends a line; fields that need it are quoted.</summary>
    public static void Line(StringBuilder text, IEnumerable<string> fields) =>
        text.AppendJoin(',', fields.Select(Field)).Append("\r\n");

    private static string Field(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
