using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Api;

/// <summary>Sweeps as the API gives them.</summary>
internal static class SweepContracts
{
    /// <param name="sweep">The sweep.</param>
    /// <param name="experiments">Its experiments in table order.</param>
    internal static SweepDetails Detail(SweepSnapshot sweep, IReadOnlyList<ExperimentSnapshot> experiments) => new()
    {
        Sweep = Summarize(sweep),
        File = sweep.File,
        Experiments = [.. experiments.Select(ExperimentContracts.Describe)],
        Rows = TableRows.Of(experiments),
    };

    internal static SweepSummary Summarize(SweepSnapshot sweep) => new()
    {
        Id = sweep.Id,
        Name = sweep.Name,
        Status = sweep.Status,
        Counts = sweep.Counts,
        Created = sweep.Created,
        Ended = sweep.Ended,
        Note = sweep.Note,
        Tags = sweep.Tags,
        Owner = sweep.Owner,
    };
}
