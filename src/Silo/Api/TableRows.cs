using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Api;

/// <summary>A sweep's table as the API gives it: with the rows that have no result yet.</summary>
internal static class TableRows
{
    /// <param name="experiments">The experiments of a sweep in table order.</param>
    internal static IReadOnlyList<TableRow> Of(IReadOnlyList<ExperimentSnapshot> experiments)
    {
        var table = SweepTable.Of(experiments);
        var known = table.Rows.ToLookup(row => row.Row);
        var distributions = experiments
            .SelectMany(experiment => experiment.Result?.Evaluations ?? [])
            .SelectMany(evaluation => evaluation.TestSets)
            .DistinctBy(set => set.Name)
            .ToDictionary(set => set.Name, set => set.InDistribution);
        return
        [
            .. experiments.GroupBy(experiment => experiment.Point.Row).SelectMany(row =>
                known[row.Key].Select(results => Known(row, results, table.TestSets, distributions))
                    .DefaultIfEmpty(Empty(row))),
        ];
    }

    private static TableRow Empty(IGrouping<string, ExperimentSnapshot> row) => new()
    {
        Row = row.Key,
        Parameters = row.First().Point.Parameters,
        TestSets = [],
        Experiments = row.Count(),
        Completed = 0,
    };

    private static TableRow Known(
        IGrouping<string, ExperimentSnapshot> row, SweepTableRow known, IReadOnlyList<string> names,
        Dictionary<string, bool> distributions) =>
        Empty(row) with
        {
            Alpha = known.Alpha,
            StoppedEpoch = known.StoppedEpoch,
            Parameters = known.Parameters,
            TestSets =
            [
                .. names.Zip(known.TestSets).Where(set => set.Second is not null).Select(set =>
                    new TestSetStatistic(set.First, distributions[set.First], Convert(set.Second!))),
            ],
            OodAverage = known.OutOfDistribution is { } average ? Convert(average) : null,
            Completed = known.Seeds,
        };

    private static SeedStatistic Convert(Statistic statistic) =>
        new(statistic.Mean, statistic.StandardDeviation, statistic.Count);
}
