using System.Globalization;
using Counterfactual.Grains.Hosting.Simulation;

namespace Counterfactual.Grains.Hosting.Tests;

/// <summary>The standing promises under random troubles; a seed that breaks one is printed, and replays exactly.</summary>
public sealed class SimulationTests
{
    private const int Seeds = 150;

    [Fact]
    public async Task The_promises_are_kept_whatever_happens()
    {
        var only = Environment.GetEnvironmentVariable(SimulationFailedException.Variable);
        int[] seeds = only is null ? [.. Enumerable.Range(1, Seeds)] : [int.Parse(only, CultureInfo.InvariantCulture)];
        foreach (var seed in seeds)
        {
            await Simulation.Simulation.RunAsync(new() { Seed = seed });
        }
    }

    [Fact]
    public async Task A_seed_replays_exactly()
    {
        var first = await Simulation.Simulation.RunAsync(new() { Seed = 7 });
        var second = await Simulation.Simulation.RunAsync(new() { Seed = 7 });
        Assert.True(first.Count > 50, "hardly anything happened");
        Assert.Equal(first.Last(int.MaxValue), second.Last(int.MaxValue));
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
        var failure = await Assert.ThrowsAsync<SimulationFailedException>(async () =>
        {
            for (var seed = 1; seed <= 50; seed++)
            {
                await Simulation.Simulation.RunAsync(
                    new() { Seed = seed, Sabotage = client => new SabotagedClient(client, sabotage) });
            }
        });
        Assert.IsType<BrokenPromiseException>(failure.InnerException);
        Assert.Contains(violation, failure.Message, StringComparison.Ordinal);
        Assert.Contains($"{SimulationFailedException.Variable}=", failure.Message, StringComparison.Ordinal);
    }
}
