namespace Counterfactual.EndToEnd.Tests;

/// <summary>Sweep files with mistakes are refused before anything is started.</summary>
public sealed class BadFileTests : IDisposable
{
    private readonly StudyFile file = new();

    public void Dispose() => file.Dispose();

    [Theory]
    [InlineData("refill: [single]", "refill: [singl]", ":7:12: ", "none, single or multi")]
    [InlineData("epochs: 6", "epochs: many", ":3:20: ", "'training.epochs' expects")]
    [InlineData("beta: 10", "bet: 10", ":4:1: ", "beta")]
    [InlineData("{object: {single: 0.1}}", "{object: {single: 1.5}}", ":8:31: ", "0..1")]
    [InlineData("seeds: [0, 1]", "seeds: []", ":12:8: ", "'seeds' expects")]
    [InlineData("- {method: zero_shot}", "- {method: zero_shot, refill: single}", ":10:33: ", "zero_shot")]
    public async Task A_mistake_is_named_with_its_place(string right, string wrong, string place, string expected)
    {
        file.Write(StudyFile.Text.Replace(right, wrong, StringComparison.Ordinal));
        await using var home = new TestHome();
        var refused = (await ConsoleProcess.RunAsync(home, "sweep", "run", file.Path)).Expect(2);

        Assert.Empty(refused.Output);
        var error = Assert.Single(refused.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith(file.Path + place, error);
        Assert.Contains(expected, error);
        Assert.Equal(["cache"], Directory.EnumerateFileSystemEntries(home.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Every_mistake_has_a_line_of_its_own()
    {
        file.Write(StudyFile.Text.Replace("beta: 10", "bet: 10", StringComparison.Ordinal)
            .Replace("[single]", "[singl]", StringComparison.Ordinal));
        await using var home = new TestHome();
        var refused = (await ConsoleProcess.RunAsync(home, "sweep", "run", file.Path, "--detach", "-o", "json")).Expect(2);

        Assert.Empty(refused.Output);
        Assert.Equal(2, refused.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task A_mistake_on_the_command_line_is_named_as_such()
    {
        await using var home = new TestHome();
        var refused = (await ConsoleProcess.RunAsync(home, "sweep", "run", file.Path, "--set", "training.epochs=-1")).Expect(2);

        Assert.StartsWith("--set training.epochs=-1: ", refused.Error);
    }
}
