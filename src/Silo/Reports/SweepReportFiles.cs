using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Reports;

/// <summary>Writes the report of a sweep: <c>report.md</c> and <c>results.csv</c>.</summary>
public static class SweepReportFiles
{
    /// <summary>Writes the files, each under a temporary name first, so that a reader finds the old or the new one whole.</summary>
    /// <param name="directory">Where to; created where missing.</param>
    /// <param name="sweep">The sweep as it stands.</param>
    /// <param name="environment">What the experiments were run with.</param>
    /// <returns>The files' names within the directory.</returns>
    public static IReadOnlyList<string> Write(string directory, SweepDetails sweep, ReportEnvironment environment)
    {
        (string Name, string Text)[] files =
        [
            ("report.md", MarkdownReport.Write(sweep, environment)),
            ("results.csv", ResultsCsv.Write(sweep)),
        ];
        Directory.CreateDirectory(directory);
        foreach (var (name, text) in files)
        {
            Replace(Path.Combine(directory, name), text);
        }

        return [.. files.Select(file => file.Name)];
    }

    private static void Replace(string path, string text)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllText(temporary, text);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
