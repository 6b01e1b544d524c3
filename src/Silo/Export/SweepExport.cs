using System.Globalization;
using System.Text;
using System.Text.Json;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Reports;

namespace Counterfactual.Silo.Export;

/// <summary>Writes a sweep to a plain directory, for other tools.</summary>
public static class SweepExport
{
    /// <summary>Writes the files.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="metrics">Gives the metrics of an experiment.</param>
    /// <param name="directory">Where to; made where it is missing.</param>
    /// <param name="format">In which form.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Names of the files within the directory.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        SweepDetails sweep,
        Func<string, CancellationToken, Task<IReadOnlyList<MetricPoint>>> metrics,
        string directory,
        ExportFormat format,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        ArgumentNullException.ThrowIfNull(metrics);
        var files = new ReportDirectory(directory);
        var series = new StringBuilder();
        Csv.Line(series, ["experiment", "name", "step", "value"]);
        foreach (var experiment in sweep.Experiments)
        {
            var points = await metrics(experiment.ReusedFrom ?? experiment.Id, cancellation);
            var number = experiment.Number.ToString("D5", CultureInfo.InvariantCulture);
            switch (format)
            {
                case ExportFormat.Csv:
                    foreach (var point in points)
                    {
                        Csv.Line(series, [experiment.Id, .. MetricsCsv.Fields(point)]);
                    }

                    break;
                case ExportFormat.Json:
                    files.Write(
                        $"metrics/{number}.json", JsonSerializer.Serialize(points, ApiJson.Default.IReadOnlyListMetricPoint));
                    break;
                case ExportFormat.TensorBoard:
                    files.Write($"{RunName(experiment)}/events.out.tfevents.{number}.counterfactual", path =>
                    {
                        using var file = File.Create(path);
                        TensorBoardEvents.Write(file, experiment.Started ?? experiment.Queued, points);
                    });
                    break;
            }
        }

        if (format == ExportFormat.Csv)
        {
            files.Write("experiments.csv", ExperimentsCsv.Write(sweep));
            files.Write("results.csv", ResultsCsv.Write(sweep));
            files.Write("metrics.csv", series.ToString());
        }
        else if (format == ExportFormat.Json)
        {
            files.Write("sweep.json", JsonSerializer.Serialize(sweep, ApiJson.Default.SweepDetails));
        }

        files.Write("sweep.yaml", sweep.File);
        return files.Written;
    }

    /// <summary>What TensorBoard calls the run: number, row and seed, as a name of a directory.</summary>
    private static string RunName(ExperimentDetails experiment)
    {
        var row = string.Concat(experiment.Row.Select(character =>
            char.IsAsciiLetterOrDigit(character) || character is '.' or '=' or '_' ? character : '-'));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{experiment.Number:D5}-{row[..Math.Min(row.Length, 100)].TrimStart('.')}-seed{experiment.Seed}");
    }
}
