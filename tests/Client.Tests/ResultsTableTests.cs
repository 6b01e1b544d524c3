using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;

namespace Counterfactual.Client.Tests;

public sealed class ResultsTableTests
{
    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(200)]
    public void No_line_is_wider_than_the_terminal(int width)
    {
        var screen = new Screen(width, 50);
        screen.Stream.Write(ResultsTable.Of(Samples.Rows, width, styled: true));

        Assert.Equal(0, screen.Wraps);
        Assert.All(screen.Lines, line => Assert.True(line.Length <= width, line));
        Assert.Equal(Samples.Rows.Count + 5, screen.Lines.Count);
    }

    [Fact]
    public void At_200_columns_every_accuracy_has_its_standard_deviation()
    {
        var screen = new Screen(200, 50);
        screen.Stream.Write(ResultsTable.Of(Samples.Rows, 200, styled: true));

        var vanilla = Assert.Single(screen.Lines, line => line.StartsWith("vanilla", StringComparison.Ordinal));
        Assert.Contains("95.9 ± 0.1", vanilla);
        Assert.Contains("36.4 ± 0.1", vanilla);
        Assert.Contains("mean ± standard deviation over seeds", screen.Lines[^1]);
    }

    [Fact]
    public void At_80_columns_every_accuracy_is_there()
    {
        var screen = new Screen(80, 50);
        screen.Stream.Write(ResultsTable.Of(Samples.Rows, 80, styled: true));

        var vanilla = Assert.Single(screen.Lines, line => line.StartsWith("vanilla", StringComparison.Ordinal));
        Assert.All(["95.9", "95.3", "36.4", "43.8", "29.2", "39.8", "48.9"], figure => Assert.Contains(figure, vanilla));
        Assert.StartsWith("top-1 %, mean over seeds; best bold", screen.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_best_is_bold_and_the_second_best_underlined_on_a_terminal()
    {
        var screen = new Screen(200, 50);
        screen.Stream.Write(ResultsTable.Of(Samples.Rows, 200, styled: true));

        Assert.Contains("\e[1m95.9 ± 0.1\e[0m", screen.Sent);
        Assert.Contains("\e[4m91.7 ± 0.1\e[0m", screen.Sent);
    }

    [Fact]
    public void Marks_take_the_place_of_styles_in_a_file()
    {
        using var file = new StringWriter();
        var stream = TerminalStream.Plain(file);
        stream.Write(ResultsTable.Of(Samples.Rows, stream.Columns, stream.IsTerminal));

        Assert.DoesNotContain('\e', file.ToString());
        Assert.Contains("95.9 ± 0.1¹", file.ToString());
        Assert.Contains("91.7 ± 0.1²", file.ToString());
        Assert.Contains("¹ best, ² second best", file.ToString());
    }

    [Fact]
    public void Rows_without_a_result_are_there_with_how_far_they_are()
    {
        using var file = new StringWriter();
        TerminalStream.Plain(file).Write(ResultsTable.Of(Samples.Rows, 200, styled: false));

        var row = Assert.Single(file.ToString().Split('\n'), line => line.Contains("object", StringComparison.Ordinal));
        Assert.Contains("0 of 3", row);
    }
}
