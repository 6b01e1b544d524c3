using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Reports.Figures;
using Counterfactual.Silo.Reports.Statistics;

namespace Counterfactual.Silo.Reports;

/// <summary>Everything that a report is drawn from.</summary>
/// <param name="Sweep">The sweep as it stands.</param>
/// <param name="Environment">What the experiments were run with.</param>
public sealed record ReportMaterial(SweepDetails Sweep, ReportEnvironment Environment)
{
    /// <summary>Metric points by experiment; experiments that are not in it have no learning curves.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<MetricPoint>> Metrics { get; init; } =
        new Dictionary<string, IReadOnlyList<MetricPoint>>();

    /// <summary>
    /// Which images each experiment predicted right, by experiment; those that are not in it are known by counts only.
    /// </summary>
    internal IReadOnlyDictionary<string, ImageHits> Hits { get; init; } = new Dictionary<string, ImageHits>();

    /// <summary>Pictures of the experiments that are to be shown.</summary>
    internal IReadOnlyList<ReportGallery> Galleries { get; init; } = [];

    /// <summary>The complete rows with their seeds.</summary>
    internal IReadOnlyList<ReportedModel> Models => field ??= ReportedModel.Of(Sweep, Hits);

    /// <summary>The figures, in the order in which they are shown.</summary>
    public IReadOnlyList<Figure> Figures => field ??=
    [
        .. TableFigures.Of(Sweep.Rows),
        .. LearningCurveFigure.Of(Sweep, Metrics),
    ];
}
