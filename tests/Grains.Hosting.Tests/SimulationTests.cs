using Counterfactual.Grains.Hosting.Simulation;

namespace Counterfactual.Grains.Hosting.Tests;

/// <summary>The standing promises under random troubles; a seed that breaks one is printed, and replays exactly.</summary>
public sealed class SimulationTests
{
    private const int Seeds = 300;

    [Fact]
    public async Task The_promises_are_kept_whatever_happens()
    {
        foreach (var seed in Enumerable.Range(1, Seeds))
        {
            await Simulation.Simulation.RunAsync(new() { Seed = seed });
        }
    }

    /// <summary>The run that the environment asks for, as the message of one that failed says; without, that of seed 1.</summary>
    [Fact]
    public Task The_promises_are_kept_in_the_run_asked_for() =>
        Simulation.Simulation.RunAsync(SimulationOptions.FromEnvironment());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_promises_are_kept_of_a_thousand_experiments(int seed) =>
        await Simulation.Simulation.RunAsync(new() { Seed = seed, Experiments = 1_000 });

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    public async Task A_seed_replays_exactly(int seed)
    {
        var first = await Simulation.Simulation.RunAsync(new() { Seed = seed });
        var second = await Simulation.Simulation.RunAsync(new() { Seed = seed });
        Assert.True(first.Count > 50, "hardly anything happened");
        Assert.Equal(first.Last(int.MaxValue), second.Last(int.MaxValue));
    }

    [Fact]
    public async Task A_seed_that_fails_fails_again_in_the_same_way()
    {
        var first = await FindAsync(Sabotage.AcceptsStaleReports);
        var again = await Assert.ThrowsAsync<SimulationFailedException>(() => RunAsync(Sabotage.AcceptsStaleReports, first.Seed));
        Assert.Equal(first.Message, again.Message);
    }

    [Theory]
    [InlineData("5 claims in a turn")]
    [InlineData("2 reports in a turn")]
    [InlineData("is drained")]
    [InlineData("is told to end")]
    [InlineData("is killed")]
    [InlineData("stands still")]
    [InlineData("hands back")]
    [InlineData("never heard of its claim")]
    [InlineData("lease ran out")]
    [InlineData("refused: ")]
    [InlineData("is paused")]
    [InlineData("is stopped")]
    [InlineData("is cancelled")]
    public async Task Every_trouble_comes_before_long(string trouble)
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var history = await Simulation.Simulation.RunAsync(new() { Seed = seed });
            if (history.Last(int.MaxValue).Contains(trouble, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"'{trouble}' in none of 40 histories");
    }

    [Theory]
    [InlineData(Sabotage.AcceptsStaleReports, "a stale report was accepted")]
    [InlineData(Sabotage.GrantsTwice, "two live leases")]
    [InlineData(Sabotage.ForgetsCompletions, "has the status")]
    [InlineData(Sabotage.MiscountsAttempts, "was counted as")]
    [InlineData(Sabotage.HidesWork, "was given nothing though")]
    [InlineData(Sabotage.StopsTheBest, "was told")]
    public async Task A_broken_rule_is_found_and_its_seed_told(Sabotage sabotage, string violation)
    {
        var failure = await FindAsync(sabotage);
        Assert.IsType<BrokenPromiseException>(failure.InnerException);
        Assert.Contains(violation, failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{SimulationOptions.SeedVariable}={failure.Seed}", failure.Message, StringComparison.Ordinal);
    }

    private static Task<SimulationFailedException> FindAsync(Sabotage sabotage) =>
        Assert.ThrowsAsync<SimulationFailedException>(async () =>
        {
            for (var seed = 1; seed <= 50; seed++)
            {
                await RunAsync(sabotage, seed);
            }
        });

    private static Task<History> RunAsync(Sabotage sabotage, int seed) => Simulation.Simulation.RunAsync(
        new() { Seed = seed, Sabotage = client => new SabotagedClient(client, sabotage) });
}
