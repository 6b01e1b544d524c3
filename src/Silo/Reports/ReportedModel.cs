using Counterfactual.Silo.Api.Contracts;

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

    /// <summary>The complete rows of a sweep that have in-distribution and other test sets.</summary>
    public static IReadOnlyList<ReportedModel> Of(SweepDetails sweep) =>
    [
        .. sweep.Rows
            .Where(row => row.IsComplete())
            .Select(row => new ReportedModel(row, [.. sweep.Experiments.Where(experiment => experiment.Row == row.Row).SelectMany(experiment => Seed(experiment, row.Alpha))]))
            .Where(model => model.Seeds.Count > 0),
    ];

    private static IEnumerable<SeedAccuracy> Seed(ExperimentDetails experiment, double? alpha) =>
        from evaluation in experiment.Evaluations
        where evaluation.Alpha == alpha
        let shifted = evaluation.TestSets.Where(testSet => !testSet.InDistribution).ToList()
        let own = evaluation.TestSets.FirstOrDefault(testSet => testSet.InDistribution)
        where own is not null && shifted.Count > 0
        select new SeedAccuracy(experiment.Seed, own.Accuracy, shifted.Average(testSet => testSet.Accuracy));
}

/// <summary>Accuracies in 0..1 of one seed: in distribution, and averaged over the other test sets.</summary>
internal sealed record SeedAccuracy(int Seed, double Id, double Ood);

/// <summary>How much better one model is than another, seed by seed.</summary>
/// <param name="Mean">Mean difference of accuracies in 0..1.</param>
/// <param name="Deviation">Its sample standard deviation over seeds; null for a single seed.</param>
internal sealed record PairedDifference(double Mean, double? Deviation)
{
    /// <summary>Whether it is more than nothing to one decimal, and more than its spread over seeds.</summary>
    public bool IsAbove => ReportText.Points(Mean).StartsWith('+') && Mean > (Deviation ?? 0);

    /// <summary>Pairs the seeds that both have; a model of one seed only (zero-shot) is paired with every seed of the other.</summary>
    public static PairedDifference Between(ReportedModel one, ReportedModel other, Func<SeedAccuracy, double> figure)
    {
        double[] differences = [.. one.Seeds.Join(other.Seeds, seed => seed.Seed, seed => seed.Seed, (a, b) => figure(a) - figure(b))];
        if (one.Seeds.Count == 1 || other.Seeds.Count == 1 || differences.Length == 0)
        {
            differences = [.. one.Seeds.SelectMany(a => other.Seeds, (a, b) => figure(a) - figure(b))];
        }

        var mean = differences.Average();
        return new(
            mean,
            differences.Length > 1 ? Math.Sqrt(differences.Sum(difference => (difference - mean) * (difference - mean)) / (differences.Length - 1)) : null);
    }

    /// <summary>In points: <c>+1.5 ± 0.1</c>.</summary>
    public override string ToString() =>
        ReportText.Points(Mean) + (Deviation is double deviation ? $" ± {ReportText.Percent(deviation)}" : "");
}
