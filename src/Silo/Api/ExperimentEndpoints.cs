using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Silo.Listings;
using Counterfactual.Silo.Trainers;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Api;

/// <summary>Experiments: looked at, with their logs and metrics.</summary>
internal static class ExperimentEndpoints
{
    private const int MostPoints = 100_000;

    internal static void MapExperiments(this IEndpointRouteBuilder routes, ApiContext context)
    {
        routes.MapGet(ApiRoutes.ExperimentTemplate, async (string sweep, string number, CancellationToken cancellation) =>
            ExperimentContracts.Describe(await FindAsync(context, sweep, number, cancellation)));
        routes.MapDelete(ApiRoutes.ExperimentTemplate, async (string sweep, string number, CancellationToken cancellation) =>
        {
            var experiment = await FindAsync(context, sweep, number, cancellation);
            await context.Grains.Client.GetGrain<IExperimentGrain>(experiment.Id).Delete();
            context.Reports.Look(sweep);
            return TypedResults.NoContent();
        });
        routes.MapGet(ApiRoutes.ExperimentTemplate + "/log", async (
            string sweep, string number, int? tail, CancellationToken cancellation) =>
        {
            var experiment = await FindAsync(context, sweep, number, cancellation);
            var log = ExperimentLog.Read(ExperimentLog.PathOf(context.Home.Logs, experiment.Id));
            log += await ElsewhereAsync(context, experiment, cancellation);
            return Results.Text(tail is int lines ? LastLines(log, lines) : log, "text/plain; charset=utf-8");
        }).Produces<string>(contentType: "text/plain");
        routes.MapGet(ApiRoutes.ExperimentTemplate + "/metrics", async (
            string sweep, string number, string[] name, int? points, CancellationToken cancellation) =>
            await ReadMetricsAsync(context, await FindAsync(context, sweep, number, cancellation), name, points, cancellation));
        routes.MapGet(ApiRoutes.ExperimentTemplate + "/classes", async (
            string sweep, string number, double? alpha, CancellationToken cancellation) =>
        {
            var experiment = await FindAsync(context, sweep, number, cancellation);
            return ExperimentContracts.Classes(await ReadPredictionsAsync(context, experiment, cancellation), alpha);
        });
        routes.MapGet(
            ApiRoutes.ExperimentTemplate + "/predictions", async (string sweep, string number, CancellationToken cancellation) =>
                await ReadPredictionsAsync(context, await FindAsync(context, sweep, number, cancellation), cancellation));
    }

    /// <summary>
    /// The experiment, or 404 with those that there are. Nothing is read by an id that the database does not know.
    /// </summary>
    internal static async Task<ExperimentSnapshot> FindAsync(
        ApiContext context, string sweep, string number, CancellationToken cancellation)
    {
        await SweepEndpoints.FindAsync(context, sweep, cancellation);
        if (ExperimentKey.TryParse($"{sweep}/{number}", out var key)
            && await context.Grains.Queries.Experiment(key.ToString(), cancellation) is { } experiment)
        {
            return experiment;
        }

        var there = await context.Grains.Queries.Experiments(sweep, cancellation: cancellation);
        throw ApiException.Missing($"experiment '{sweep}/{number}'", [.. there.Select(item => item.Id)]);
    }

    /// <summary>Metric points of some names, or all; an experiment that took over a result has the series of the other.</summary>
    private static async Task<IReadOnlyList<MetricPoint>> ReadMetricsAsync(
        ApiContext context, ExperimentSnapshot experiment, string[] names, int? points, CancellationToken cancellation)
    {
        if (points is < MetricSampling.Fewest or > MostPoints)
        {
            throw ApiException.Wrong($"points is {points}; expected {MetricSampling.Fewest} to {MostPoints}");
        }

        List<MetricPoint> found = [];
        foreach (var name in names.DefaultIfEmpty("").Distinct().Order(StringComparer.Ordinal))
        {
            var series = await context.Grains.Queries.Metrics(experiment.ReusedFrom ?? experiment.Id, name, cancellation);
            found.AddRange(series.Where(point => name.Length == 0 || name.EndsWith('.') || point.Name == name));
        }

        return points is int most ? MetricSampling.Reduce(found, most) : found;
    }

    /// <summary>What was predicted on all parts of the test sets, or 409.</summary>
    private static async Task<PredictionReport> ReadPredictionsAsync(
        ApiContext context, ExperimentSnapshot experiment, CancellationToken cancellation)
    {
        if (experiment.Result is not { Predictions: { Count: > 0 } files })
        {
            throw ApiException.Conflict(experiment.Result is null
                ? $"{experiment.Id} has no result yet, and so no predictions"
                : $"{experiment.Id} was evaluated by a program that kept no predictions");
        }

        try
        {
            var parts = new List<PredictionReport>();
            foreach (var file in files)
            {
                parts.Add(PredictionFile.Read(await context.Artifacts.GetAsync(file, cancellation)));
            }

            return PredictionReport.Sum(parts);
        }
        catch (Exception damaged) when (damaged is DamagedArtifactException or InvalidDataException or IOException)
        {
            throw ApiException.Conflict($"the predictions of {experiment.Id} cannot be read: {damaged.Message}");
        }
    }

    /// <summary>Where the log of the last attempt is; empty where it is here.</summary>
    private static async Task<string> ElsewhereAsync(
        ApiContext context, ExperimentSnapshot experiment, CancellationToken cancellation) =>
        experiment.Device is { } device && await context.Others.PlaceOfAsync(device.Split('/')[0], cancellation) is { } place
            ? $"[... the last attempt ran on {device}; its log is with that silo: {place} ...]\n"
            : "";

    private static string LastLines(string text, int lines)
    {
        if (lines < 1)
        {
            throw ApiException.Wrong($"tail is {lines}; expected 1 line or more");
        }

        var start = text.AsSpan().TrimEnd('\n').Length;
        while (lines-- > 0 && start > 0)
        {
            start = text.LastIndexOf('\n', start - 1);
        }

        return text[(start + 1)..];
    }
}
