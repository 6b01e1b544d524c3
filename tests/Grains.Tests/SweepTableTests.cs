using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Tests;

public sealed class SweepTableTests
{
    [Fact]
    public void Mean_and_sample_standard_deviation_are_taken_over_seeds()
    {
        var table = SweepTable.Of([
            Experiment(1, "ours", 0, Evaluation(1, 80, 50, 30)),
            Experiment(2, "ours", 1, Evaluation(1, 82, 54, 32)),
            Experiment(3, "ours", 2, Evaluation(1, 87, 55, 28)),
        ]);
        Assert.Equal(["ID", "R", "A"], table.TestSets);
        var row = Assert.Single(table.Rows);
        Equal(0.83, 0.036055512754639, row.TestSets[0]);
        Equal(0.53, 0.026457513110646, row.TestSets[1]);
        Equal(0.30, 0.02, row.TestSets[2]);
        // The averages of the seeds are 0.40, 0.43 and 0.415.
        Equal(0.415, 0.015, row.OutOfDistribution);
        Assert.Equal(3, row.Seeds);
    }

    [Fact]
    public void A_single_seed_has_no_standard_deviation() =>
        Assert.Equal(
            new Statistic(0.8, null, 1),
            SweepTable.Of([Experiment(1, "ours", 0, Evaluation(1, 80, 50, 30))]).Rows[0].TestSets[0]);

    [Fact]
    public void Rows_stand_in_the_order_of_the_points_and_then_of_alpha()
    {
        var table = SweepTable.Of([
            Experiment(4, "wise", 0, Evaluation(0.25, 1, 1, 1), Evaluation(0.5, 1, 1, 1), Evaluation(1, 1, 1, 1)),
            Experiment(1, "ours", 0, Evaluation(1, 1, 1, 1)),
            Experiment(2, "wise", 1, Evaluation(0.25, 1, 1, 1), Evaluation(0.5, 1, 1, 1), Evaluation(1, 1, 1, 1)),
        ]);
        Assert.Equal(
            [("wise", 0.25, 2), ("wise", 0.5, 2), ("wise", 1, 2), ("ours", 1, 1)],
            table.Rows.Select(row => (row.Row, row.Alpha, row.Seeds)));
    }

    [Fact]
    public void Experiments_without_a_result_are_left_out()
    {
        var open = Experiment(2, "ours", 1) with { Result = null, Status = ExperimentStatus.Running };
        var row = Assert.Single(SweepTable.Of([Experiment(1, "ours", 0, Evaluation(1, 80, 50, 30)), open]).Rows);
        Assert.Equal(1, row.Seeds);
        Assert.Empty(SweepTable.Of([open]).Rows);
        Assert.Empty(SweepTable.Of([]).Rows);
    }

    [Fact]
    public void The_numbers_do_not_depend_on_the_order_of_the_seeds()
    {
        ExperimentSnapshot[] experiments =
            [.. Enumerable.Range(0, 7)
                .Select(seed => Experiment(seed + 1, "ours", seed, Evaluation(1, 70 + seed * 3 % 7, 13 + seed, 29 * seed % 31)))];
        var forward = SweepTable.Of(experiments).Rows[0];
        var backward = SweepTable.Of(experiments.Reverse()).Rows[0];
        Assert.Equal(forward.TestSets, backward.TestSets);
        Assert.Equal(forward.OutOfDistribution, backward.OutOfDistribution);
    }

    [Fact]
    public void A_row_shows_the_parameters_that_its_seeds_share()
    {
        var other = Experiment(2, "ours", 1, Evaluation(1, 1, 1, 1));
        var row = Assert.Single(SweepTable.Of([
            Experiment(1, "ours", 0, Evaluation(1, 1, 1, 1)),
            other with { Point = other.Point with { Parameters = [new("masking", "object"), new("note", "other")] } },
        ]).Rows);
        Assert.Equal([new("masking", "object")], row.Parameters);
    }

    [Fact]
    public void A_test_set_that_a_row_lacks_is_null_there()
    {
        var partial = new Evaluation(1, [new("ID", true, 1, 2)]);
        var rows = SweepTable.Of([
            Experiment(1, "ours", 0, Evaluation(1, 80, 50, 30)),
            Experiment(2, "probe", 0) with { Result = new() { Evaluations = [partial] } },
        ]).Rows;
        Assert.Null(rows[1].TestSets[1]);
        Assert.Null(rows[1].OutOfDistribution);
        Assert.Equal(0.5, rows[1].TestSets[0]!.Mean);
    }

    private static Evaluation Evaluation(double alpha, int id, int r, int a) =>
        new(alpha, [new("ID", true, id, 100), new("R", false, r, 100), new("A", false, a, 100)]);

    private static ExperimentSnapshot Experiment(int number, string row, int seed, params Evaluation[] evaluations) => new()
    {
        Id = $"sweep/{number}",
        Number = number,
        Point = new()
        {
            Cell = $"{row}-{seed}",
            Row = row,
            Seed = seed,
            Parameters = [new("masking", "object"), new("note", row)],
            Settings = "{}",
        },
        Status = ExperimentStatus.Completed,
        Result = new() { Evaluations = evaluations },
    };

    private static void Equal(double mean, double deviation, Statistic? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(mean, actual.Mean, 1e-12);
        Assert.Equal(deviation, actual.StandardDeviation!.Value, 1e-12);
    }
}
