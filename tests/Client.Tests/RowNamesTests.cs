using Counterfactual.Client.Rendering;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Client.Tests;

public sealed class RowNamesTests
{
    [Fact]
    public void Rows_are_named_by_what_is_masked_and_refilled_or_by_the_method()
    {
        var names = RowNames.Of(Samples.Rows);

        Assert.Equal(
            ["zero-shot, seed 0", "vanilla fine-tuning, seed 0", "no masking, seed 0", "object single, seed 0"],
            Samples.Rows.Select(row => names.Label(row.Row, 0)));
    }

    [Fact]
    public void Settings_that_tell_rows_of_one_name_apart_are_added()
    {
        List<TableRow> rows = [Samples.Rows[0], .. ((string[])["3", "10", "30"]).Select(WithBeta)];
        var names = RowNames.Of(rows);

        Assert.Equal(
            ["zero-shot, seed 1", "object single, beta 3, seed 1", "object single, beta 10, seed 1",
                "object single, beta 30, seed 1"],
            rows.Select(row => names.Label(row.Row, 1)));
    }

    [Fact]
    public void A_row_that_is_not_in_the_table_keeps_its_name() =>
        Assert.Equal("left the table, seed 0", RowNames.Of(Samples.Rows).Label("left the table", 0));

    private static TableRow WithBeta(string beta)
    {
        IReadOnlyList<Parameter> parameters =
            [.. Samples.ObjectSingle.Select(parameter => parameter.Name == "beta" ? parameter with { Value = beta } : parameter)];
        return Samples.Rows[3] with { Row = Samples.RowName(parameters), Parameters = parameters };
    }
}
