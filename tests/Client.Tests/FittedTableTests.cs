using Counterfactual.Client.Rendering;
using FsCheck;
using FsCheck.Fluent;

namespace Counterfactual.Client.Tests;

public sealed class FittedTableTests
{
    [Fact]
    public void No_table_is_ever_wider_than_the_terminal() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<NonEmptyArray<NonEmptyArray<string?>>>(),
            ArbMap.Default.GeneratorFor<PositiveInt>().Select(width => 10 + (width.Get % 190)).ToArbitrary(),
            (columns, width) =>
            {
                var rows = columns.Get.Max(column => column.Get.Length);
                var table = new FittedTable();
                foreach (var (index, column) in columns.Get.Index())
                {
                    var cells = Enumerable.Range(0, rows).Select(row => new Cell(column.Get.ElementAtOrDefault(row) ?? ""));
                    table.Add($"column {index}", cells, optional: index % 3, alignRight: index % 2 == 0);
                }

                var screen = new Screen(width, 1000);
                screen.Stream.Write(table.Fit(width));
                return screen.Wraps == 0 && screen.Lines.Count == rows + 4;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_least_important_column_goes_first()
    {
        var table = new FittedTable()
            .Add("always", [(Cell)"one"])
            .Add("seldom", [(Cell)"two"], optional: 2)
            .Add("usually", [(Cell)"three"], optional: 1);

        Assert.Equal(["always  seldom  usually", "always seldom usually", "always usually", "always"],
            ((int[])[23, 21, 20, 13]).Select(width => Header(table, width)));
    }

    [Fact]
    public void A_text_without_room_ends_in_an_ellipsis()
    {
        var table = new FittedTable { Headed = false }.Add("name", [(Cell)"feature distillation"]).Add("figure", [(Cell)"63.9"]);
        var screen = new Screen(16, 10);
        screen.Stream.Write(table.Fit(16));

        Assert.Equal(["feature di… 63.9"], screen.Lines);
    }

    private static string Header(FittedTable table, int width)
    {
        var screen = new Screen(width, 10);
        screen.Stream.Write(table.Fit(width));
        return screen.Lines[1];
    }
}
