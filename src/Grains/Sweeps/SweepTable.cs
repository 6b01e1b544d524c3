using Counterfactual.Grains.Experiments;

namespace Counterfactual.Grains.Sweeps;

/// <summary>
/// A sweep's results in the layout of the paper's tables: a row for each method and alpha, a column for each test set. What was
/// stopped early has rows of its own, one for each epoch at which that happened.
/// </summary>
/// <param name="TestSets">Names of the test sets, in the study's order.</param>
/// <param name="Rows">In the order of the sweep's points, then by alpha; what came to its end before what was stopped.</param>
public sealed record SweepTable(IReadOnlyList<string> TestSets, IReadOnlyList<SweepTableRow> Rows)
{
    /// <summary>
    /// Aggregates the completed experiments over their seeds; others are left out. The numbers depend on nothing but the
    /// results, whatever order they came in.
    /// </summary>
    /// <param name="experiments">The experiments of a sweep in table order.</param>
    public static SweepTable Of(IEnumerable<ExperimentSnapshot> experiments)
    {
        ExperimentSnapshot[] completed = [.. experiments.Where(experiment => experiment.Result is not null)];
        string[] testSets = [.. completed
            .SelectMany(experiment => experiment.Result!.Evaluations)
            .SelectMany(evaluation => evaluation.TestSets)
            .Select(testSet => testSet.Name)
            .Distinct()];
        return new(testSets, [.. completed.GroupBy(experiment => experiment.Point.Row).SelectMany(row => RowsOf(row, testSets))]);
    }

    private static IEnumerable<SweepTableRow> RowsOf(
        IGrouping<string, ExperimentSnapshot> row, IReadOnlyList<string> testSets) =>
        from experiment in row.OrderBy(experiment => experiment.Point.Seed)
        from evaluation in experiment.Result!.Evaluations
        group evaluation by (evaluation.Alpha, Stopped: experiment.Result!.Stopped?.Epoch) into seeds
        orderby seeds.Key.Stopped is not null, seeds.Key.Stopped, seeds.Key.Alpha
        select new SweepTableRow
        {
            Row = row.Key,
            Parameters = Shared(row),
            Alpha = seeds.Key.Alpha,
            StoppedEpoch = seeds.Key.Stopped,
            Seeds = seeds.Count(),
            TestSets = [.. testSets.Select(name => Statistic.Of(
                from evaluation in seeds
                from testSet in evaluation.TestSets
                where testSet.Name == name
                select testSet.Accuracy))],
            OutOfDistribution = Statistic.Of(
                from evaluation in seeds
                let shifted = evaluation.TestSets.Where(testSet => !testSet.InDistribution).ToArray()
                where shifted.Length > 0
                select shifted.Average(testSet => testSet.Accuracy)),
        };

    private static Parameter[] Shared(IEnumerable<ExperimentSnapshot> row) =>
        [.. row.Select(experiment => experiment.Point.Parameters.AsEnumerable())
            .Aggregate((shared, next) => shared.Intersect(next))];
}

/// <summary>One method at one alpha, over its seeds.</summary>
public sealed record SweepTableRow
{
    /// <summary>The row that the points name.</summary>
    public required string Row { get; init; }

    /// <summary>The settings that all points of the row share.</summary>
    public required IReadOnlyList<Parameter> Parameters { get; init; }

    /// <summary>Weight of the fine-tuned parameters in 0..1 (WiSE-FT); 1 is the fine-tuned model itself.</summary>
    public required double Alpha { get; init; }

    /// <summary>The epoch at whose end its seeds were stopped early; null where they came to their end.</summary>
    public int? StoppedEpoch { get; init; }

    /// <summary>How many seeds have completed.</summary>
    public required int Seeds { get; init; }

    /// <summary>Top-1 accuracy on each test set of the table, in its order; null where no seed has it.</summary>
    public required IReadOnlyList<Statistic?> TestSets { get; init; }

    /// <summary>The mean accuracy of the out-of-distribution test sets, taken for each seed; null where there are none.</summary>
    public required Statistic? OutOfDistribution { get; init; }
}

/// <summary>Mean and spread of a figure over seeds.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardDeviation">The sample standard deviation (n - 1); null for a single seed.</param>
/// <param name="Count">How many seeds.</param>
public sealed record Statistic(double Mean, double? StandardDeviation, int Count)
{
    /// <summary>Of values in a fixed order; null where there are none.</summary>
    public static Statistic? Of(IEnumerable<double> values)
    {
        double[] all = [.. values];
        if (all.Length == 0)
        {
            return null;
        }

        var mean = all.Average();
        var squares = all.Sum(value => (value - mean) * (value - mean));
        return new(mean, all.Length > 1 ? Math.Sqrt(squares / (all.Length - 1)) : null, all.Length);
    }
}
