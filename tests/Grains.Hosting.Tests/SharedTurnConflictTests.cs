namespace Counterfactual.Grains.Hosting.Tests;

[Collection(PostgresCollection.Name)]
public sealed class SharedTurnConflictTests(PostgresStore store) : HostTests(store)
{
    [Fact]
    public async Task Calls_whose_turn_ends_in_a_conflict_share_its_repetition()
    {
        using var gate = Gate.New();
        var first = Grain("first").Meet(gate.Name, conflicts: false);
        await gate.Reached;
        var calls = Enumerable.Range(0, 10).Select(index => Grain($"{index}").Meet(gate: null, conflicts: index == 7)).ToArray();
        gate.Open();
        await first;

        Assert.Single((await Task.WhenAll(calls)).Distinct());
    }

    private IConflictingGrain Grain(string key) => Host.Client.GetGrain<IConflictingGrain>($"conflict {key}");
}
