using System.Collections;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Reports.Statistics;

namespace Counterfactual.Silo.Reports;

/// <summary>A row of the table with what each of its seeds gave.</summary>
/// <param name="Row">The row; complete.</param>
/// <param name="Seeds">At least one.</param>
internal sealed record ReportedModel(TableRow Row, IReadOnlyList<SeedAccuracy> Seeds)
{
    public double Id => Seeds.Average(seed => seed.Id);

    public double Ood => Seeds.Average(seed => seed.Ood);

    /// <summary><c>object single</c>.</summary>
    public string Mask => $"{Row.Value("masking")} {Row.Value("refill") ?? "none"}";

    /// <summary>What a seed gave; a row of one seed gives the same to every seed.</summary>
    public SeedAccuracy At(int seed) => Seeds.Count == 1 ? Seeds[0] : Seeds.First(candidate => candidate.Seed == seed);

    /// <summary>The complete rows of a sweep that have in-distribution and other test sets.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="hits">Which images each experiment predicted right, where that is known.</param>
    public static IReadOnlyList<ReportedModel> Of(SweepDetails sweep, IReadOnlyDictionary<string, ImageHits>? hits = null)
    {
        var experiments = sweep.Experiments.ToLookup(experiment => experiment.Row);
        return
        [
            .. sweep.Rows
                .Where(row => row.IsComplete())
                .Select(row =>
                    new ReportedModel(
                        row,
                        [.. experiments[row.Row].SelectMany(it =>
                            Seed(it, row.Alpha, hits?.GetValueOrDefault(it.Id) ?? ImageHits.Unknown))]))
                .Where(model => model.Seeds.Count > 0),
        ];
    }

    private static IEnumerable<SeedAccuracy> Seed(ExperimentDetails experiment, double? alpha, ImageHits hits) =>
        from evaluation in experiment.Evaluations
        where evaluation.Alpha == alpha
        let shifted = evaluation.TestSets.Where(testSet => !testSet.InDistribution).ToList()
        let own = evaluation.TestSets.FirstOrDefault(testSet => testSet.InDistribution)
        where own is not null && shifted.Count > 0
        select new SeedAccuracy(experiment.Seed, own.Accuracy, shifted.Average(testSet => testSet.Accuracy))
        {
            TestSets = evaluation.TestSets,
            Hits = testSet => hits.Of(evaluation.Alpha, testSet),
        };
}

/// <summary>Accuracies in 0..1 of one seed: in distribution, and averaged over the other test sets.</summary>
internal sealed record SeedAccuracy(int Seed, double Id, double Ood)
{
    /// <summary>The counts behind them.</summary>
    public IReadOnlyList<TestSetAccuracy> TestSets { get; init; } = [];

    /// <summary>Which images of a test set were predicted right; null where that is not known.</summary>
    public Func<string, BitArray?> Hits { get; init; } = _ => null;
}

/// <summary>How much better one model is than another, seed by seed.</summary>
/// <param name="Mean">Mean difference of accuracies in 0..1.</param>
/// <param name="Deviation">Its sample standard deviation over seeds; null for a single seed.</param>
internal sealed record PairedDifference(double Mean, double? Deviation)
{
    /// <summary>Whether it is more than nothing to one decimal, and more than its spread over seeds.</summary>
    public bool IsAbove => ReportText.Points(Mean).StartsWith('+') && Mean > (Deviation ?? 0);

    /// <summary>Pairs the seeds that both have; a model of one seed (zero-shot) is paired with every seed of the other.</summary>
    public static PairedDifference Between(ReportedModel one, ReportedModel other, Func<SeedAccuracy, double> figure)
    {
        var pairs = one.Seeds.Join(other.Seeds, seed => seed.Seed, seed => seed.Seed, (a, b) => (One: a, Other: b)).ToList();
        if (one.Seeds.Count == 1 || other.Seeds.Count == 1 || pairs.Count == 0)
        {
            pairs = [.. one.Seeds.SelectMany(_ => other.Seeds, (a, b) => (a, b))];
        }

        double[] differences = [.. pairs.Select(pair => figure(pair.One) - figure(pair.Other))];
        var statistic = Statistic.Of(differences)!;
        return new(statistic.Mean, statistic.StandardDeviation);
    }

    /// <summary>In points: <c>+1.5 ± 0.1</c>.</summary>
    public override string ToString() =>
        ReportText.Points(Mean) + (Deviation is double deviation ? $" ± {ReportText.Percent(deviation)}" : "");
}
