using System.Text.RegularExpressions;

namespace Counterfactual.EndToEnd.Tests;

/// <summary>The console on a terminal, as script(1) makes one.</summary>
public sealed partial class TerminalTests
{
    [Theory]
    [InlineData(80, 24)]
    [InlineData(200, 60)]
    public async Task The_live_view_fits_the_terminal_and_ends_with_the_table(int columns, int rows)
    {
        await using var home = new TestHome();
        using var file = new StudyFile();
        var run = await OnTerminalAsync(
            columns, rows, home, noColor: "", "sweep", "run", file.Path, "--devices", "cpu:2", "--set", "training.epochs=1");

        Assert.Contains("of 5 done", run);
        Assert.Contains("img/s", run);
        Assert.Contains("▁", run);
        Assert.Equal(columns > 80, run.Contains('━', StringComparison.Ordinal));
        Assert.Contains("completed: 5 of 5 experiments done", run);
        var lines = Plain(run).Split('\n').Select(line => line.Split('\r')[^1]).ToList();
        Assert.All(lines.Where(line => !line.Contains(home.Path, StringComparison.Ordinal)), line =>
            Assert.True(line.Length <= columns, line));
        Assert.Matches("\e\\[1m[0-9.]+", run);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("1", false)]
    public async Task Colours_are_used_unless_NO_COLOR_is_set(string noColor, bool coloured)
    {
        await using var home = new TestHome();
        using var file = new StudyFile(StudyFile.Quick);
        var run = await OnTerminalAsync(80, 24, home, noColor, "sweep", "run", file.Path, "--devices", "cpu:2");

        Assert.Equal(coloured, Colour().IsMatch(run));
    }

    private static async Task<string> OnTerminalAsync(
        int columns, int rows, TestHome home, string noColor, params string[] arguments)
    {
        var command = string.Join(
            ' ', ((string[])[ConsoleProcess.Program, .. arguments, "--home", home.Path]).Select(word => $"'{word}'"));
        await using var script = ConsoleProcess.StartProgram(
            "script",
            ["-qec", $"stty cols {columns} rows {rows}; {command}", "/dev/null"],
            new Dictionary<string, string> { ["TERM"] = "xterm-256color", ["NO_COLOR"] = noColor });
        return (await script.WaitForExitAsync()).Expect(0).Output;
    }

    private static string Plain(string text) => ControlSequence().Replace(text, "");

    [GeneratedRegex("\\e\\[[0-9;?]*[A-Za-z]")]
    private static partial Regex ControlSequence();

    [GeneratedRegex("\\e\\[[0-9;]*(3[0-9]|9[0-7])[0-9;]*m")]
    private static partial Regex Colour();
}
