using System.Collections;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Silo.Reports.Figures;
using Counterfactual.Silo.Reports.Statistics;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Reports;

/// <summary>Gathers what a report shows beside the sweep's results.</summary>
internal sealed class ReportCollector(ISweepQueries queries, IArtifactStore artifacts)
{
    /// <summary>Curves and comparisons of more experiments than these would be a tangle, and slow to read.</summary>
    private const int MostExperiments = 200;

    /// <summary>The material of a report.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="experiments">Its experiments in table order.</param>
    /// <param name="environment">What they were run with.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<ReportMaterial> CollectAsync(
        SweepSnapshot sweep, IReadOnlyList<ExperimentSnapshot> experiments, ReportEnvironment environment,
        CancellationToken cancellation)
    {
        Dictionary<string, IReadOnlyList<MetricPoint>> metrics = [];
        Dictionary<string, ImageHits> hits = [];
        foreach (var experiment in experiments.Take(MostExperiments))
        {
            metrics.Add(experiment.Id, await MetricsAsync(experiment, cancellation));
            if (experiments.Count <= MostExperiments && await HitsAsync(experiment, cancellation) is { } known)
            {
                hits.Add(experiment.Id, known);
            }
        }

        return new(SweepContracts.Detail(sweep, experiments), environment)
        {
            Metrics = metrics,
            Hits = hits,
            Galleries = await GalleriesAsync(experiments, cancellation),
        };
    }

    /// <summary>
    /// Pictures of the first completed experiment of each row that has some: the first epoch, one in the middle, the last.
    /// </summary>
    private async Task<IReadOnlyList<ReportGallery>> GalleriesAsync(
        IReadOnlyList<ExperimentSnapshot> experiments, CancellationToken cancellation)
    {
        List<ReportGallery> galleries = [];
        foreach (var experiment in experiments.Where(it => it.Result is not null).DistinctBy(it => it.Point.Row)
            .Take(MostExperiments))
        {
            var stored = await queries.Galleries(experiment.ReusedFrom ?? experiment.Id, cancellation);
            if (stored.Count > 0 && galleries.Count < ReportGallery.MostExperiments
                && await PagesAsync([.. Chosen(stored)], cancellation) is { Count: > 0 } pages)
            {
                galleries.Add(new($"{experiment.Point.Row}, seed {experiment.Point.Seed}", pages));
            }
        }

        return galleries;
    }

    private static IEnumerable<StoredGallery> Chosen(IReadOnlyList<StoredGallery> stored) =>
        Enumerable.Range(0, ReportGallery.MostPages)
            .Select(index => stored[index * (stored.Count - 1) / (ReportGallery.MostPages - 1)])
            .DistinctBy(page => page.Epoch);

    private async Task<IReadOnlyList<GalleryPage>> PagesAsync(IReadOnlyList<StoredGallery> stored, CancellationToken cancellation)
    {
        List<GalleryPage> pages = [];
        foreach (var page in stored)
        {
            try
            {
                pages.Add(GalleryPage.Read(await artifacts.GetAsync(page.Artifact, cancellation)));
            }
            catch (Exception unreadable) when (unreadable is DamagedArtifactException or IOException or InvalidDataException)
            {
                // A picture less.
            }
        }

        return pages;
    }

    private async Task<IReadOnlyList<MetricPoint>> MetricsAsync(ExperimentSnapshot experiment, CancellationToken cancellation)
    {
        List<MetricPoint> points = [];
        foreach (var drawn in LearningCurveFigure.Drawn)
        {
            points.AddRange(await queries.Metrics(experiment.ReusedFrom ?? experiment.Id, drawn.Metric, cancellation));
        }

        return points;
    }

    /// <summary>Which images an experiment predicted right; null where that was not kept, or cannot be read any more.</summary>
    private async Task<ImageHits?> HitsAsync(ExperimentSnapshot experiment, CancellationToken cancellation)
    {
        if (experiment.Result is not { Predictions: { Count: > 0 } files })
        {
            return null;
        }

        try
        {
            List<PredictionReport> parts = [];
            foreach (var file in files)
            {
                parts.Add(PredictionFile.Read(await artifacts.GetAsync(file, cancellation)));
            }

            return new(PredictionReport.Sum(parts).Models
                .SelectMany(model => model.TestSets.Where(set => set.Right is not null).Select(set => (model.Alpha, Set: set)))
                .ToDictionary(known => (known.Alpha, known.Set.Name), known => new BitArray([.. known.Set.Right!.Hits])));
        }
        catch (Exception unreadable) when (unreadable is DamagedArtifactException or IOException or InvalidDataException)
        {
            return null;
        }
    }
}
