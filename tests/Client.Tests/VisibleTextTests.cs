using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;

namespace Counterfactual.Client.Tests;

public sealed class VisibleTextTests
{
    [Fact]
    public void Control_characters_become_spaces_and_lines_stay_where_there_are_several()
    {
        const string Text = "a\tb\n\e[31mé\u009b2J\u007f\r\n";
        Assert.Equal("a b  [31mé 2J   ", VisibleText.Line(Text));
        Assert.Equal("a\tb\n [31mé 2J  \n", VisibleText.Lines(Text));
    }

    [Fact]
    public void A_failure_on_the_card_of_an_experiment_moves_no_cursor()
    {
        using var file = new StringWriter();
        ExperimentCard.Write(TerminalStream.Plain(file), Samples.Failed("first\nsecond\e[2J"), "log");
        Assert.Contains("first second [2J\n", file.ToString());
    }
}
