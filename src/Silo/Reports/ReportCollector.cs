using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Reports.Figures;

namespace Counterfactual.Silo.Reports;

/// <summary>Gathers what a report shows beside the sweep's results.</summary>
internal sealed class ReportCollector(ISweepQueries queries)
{
    /// <summary>Learning curves of more experiments than these would be a tangle, and slow to read.</summary>
    private const int MostCurves = 200;

    /// <summary>The material of a report.</summary>
    public async Task<ReportMaterial> CollectAsync(
        SweepDetails sweep, ReportEnvironment environment, CancellationToken cancellation)
    {
        Dictionary<string, IReadOnlyList<MetricPoint>> metrics = [];
        foreach (var experiment in sweep.Experiments.Take(MostCurves))
        {
            List<MetricPoint> points = [];
            foreach (var drawn in LearningCurveFigure.Drawn)
            {
                points.AddRange(await queries.Metrics(experiment.ReusedFrom ?? experiment.Id, drawn.Metric, cancellation));
            }

            metrics.Add(experiment.Id, points);
        }

        return new(sweep, environment) { Metrics = metrics };
    }
}
