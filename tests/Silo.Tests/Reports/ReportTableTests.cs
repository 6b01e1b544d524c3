using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Reports;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Tests.Reports;

public sealed class ReportTableTests
{
    [Fact]
    public void The_table_has_the_layout_of_the_paper()
    {
        var table = ReportTableBuilder.Build(MiniatureTable.Sweep.Rows);

        Assert.Equal(
            ["method", "masking", "refill", "t or p", "ID", "V2", "R", "Sketch", "ObjectNet", "A", "OOD avg"],
            table.Columns.Select(column => column.Title));
        Assert.Equal(
            [
                "zero-shot", "linear probe", "vanilla fine-tuning", "WiSE-FT, alpha 0.25", "WiSE-FT, alpha 0.5",
                "WiSE-FT, alpha 0.75",
                .. Enumerable.Repeat("feature distillation", 10),
            ],
            table.Rows.Select(row => row.Cells[0].Text));
        Assert.Equal(
            ["feature distillation", "object", "single", "0.1", "90.9 ± 0.1", "90.2 ± 0.1", "53.4 ± 0.1", "64.0 ± 0.1",
                "47.8 ± 0.1", "64.0 ± 0.1", "63.9 ± 0.1"],
            table.Rows[12].Cells.Select(cell => cell.Text));
        Assert.Equal(["zero-shot", "", "", "", "71.1"], table.Rows[0].Cells.Take(5).Select(cell => cell.Text));
        Assert.All(table.Rows, row => Assert.True(row.IsComplete));
    }

    [Fact]
    public void The_best_and_second_best_of_each_column_are_marked()
    {
        var table = ReportTableBuilder.Build(MiniatureTable.Sweep.Rows);
        string[] Ranked(int column, ReportRank rank) =>
            [.. table.Rows.Where(row => row.Cells[column].Rank == rank).Select(row => row.Cells[column].Text)];

        Assert.Equal(["95.9 ± 0.2"], Ranked(4, ReportRank.Best));
        Assert.Equal(["95.7 ± 0.2"], Ranked(4, ReportRank.Second));
        Assert.Equal(["71.3"], Ranked(9, ReportRank.Best));
        Assert.Equal(["65.9 ± 0.2"], Ranked(9, ReportRank.Second));
        Assert.Equal(["63.9 ± 0.2"], Ranked(10, ReportRank.Best));
        Assert.Empty(Ranked(0, ReportRank.Best));
    }

    [Fact]
    public void Equal_accuracies_share_their_rank()
    {
        var table = ReportTableBuilder.Build([Row("a", 0.5), Row("b", 0.7), Row("c", 0.7), Row("d", 0.6)]);
        Assert.Equal(
            [ReportRank.None, ReportRank.Best, ReportRank.Best, ReportRank.Second],
            table.Rows.Select(row => row.Cells[4].Rank));
    }

    [Fact]
    public void Rows_that_are_not_complete_are_neither_best_nor_second()
    {
        var table = ReportTableBuilder.Build([Row("a", 0.5), Row("b", 0.9) with { Experiments = 3 }, Row("c", 0.4),
            Row("d", 0) with { Completed = 0, TestSets = [], OodAverage = null }]);

        Assert.Equal("completed", table.Columns[^1].Title);
        Assert.Equal(["1 of 1", "1 of 3", "1 of 1", "0 of 1"], table.Rows.Select(row => row.Cells[^1].Text));
        Assert.Equal(
            [ReportRank.Best, ReportRank.None, ReportRank.Second, ReportRank.None], table.Rows.Select(row => row.Cells[4].Rank));
        Assert.Equal(["50.0", "90.0", "40.0", ""], table.Rows.Select(row => row.Cells[4].Text));
        Assert.Equal([true, false, true, false], table.Rows.Select(row => row.IsComplete));
    }

    [Fact]
    public void A_single_row_is_not_called_best() =>
        Assert.All(ReportTableBuilder.Build([Row("a", 0.5)]).Rows[0].Cells, cell => Assert.Equal(ReportRank.None, cell.Rank));

    [Fact]
    public void Settings_that_vary_within_a_method_get_a_column()
    {
        var sweep = SampleSweep.Of(
            "name: x\ngrid: {beta: [10, 20], training.epochs: [4, 8]}\ninclude: [{method: zero_shot}, {method: vanilla}]\n",
            (planned, experiment) =>
                experiment.Completed((planned.Settings.Method == TrainingMethod.ZeroShot ? 0 : 1, [50, 50, 50, 50, 50, 50])));

        var table = ReportTableBuilder.Build(sweep.Rows);

        Assert.Equal(["method", "masking", "refill", "t or p", "beta", "training.epochs", "ID"], table.Columns.Take(7)
            .Select(column => column.Title));
        Assert.Equal(
            [("zero-shot", "", ""), ("vanilla fine-tuning", "", ""), ("feature distillation", "10", ""),
                ("feature distillation", "10", "8"),
             ("feature distillation", "20", ""), ("feature distillation", "20", "8")],
            table.Rows.Select(row => (row.Cells[0].Text, row.Cells[4].Text, row.Cells[5].Text)));
    }

    [Fact]
    public void A_sweep_without_results_is_a_table_without_accuracies()
    {
        var sweep = SampleSweep.Of("name: x\ninclude: [{method: zero_shot}, {method: vanilla}]\nseeds: [0, 1]\n", (_, _) => null);
        var table = ReportTableBuilder.Build(sweep.Rows);
        Assert.Equal(["method", "masking", "refill", "t or p", "completed"], table.Columns.Select(column => column.Title));
        Assert.Equal(["0 of 1", "0 of 2"], table.Rows.Select(row => row.Cells[^1].Text));
    }

    private static TableRow Row(string name, double accuracy) => new()
    {
        Row = name,
        Alpha = 1,
        Parameters = [new("method", name)],
        TestSets = [new("ID", true, new(accuracy, null, 1))],
        OodAverage = new(accuracy, null, 1),
        Experiments = 1,
        Completed = 1,
    };
}
