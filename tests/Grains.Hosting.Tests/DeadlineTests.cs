namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class DeadlineTestsOnSqlite(SqliteStore store) : DeadlineTests(store);

[Collection(PostgresCollection.Name)]
public sealed class DeadlineTestsOnPostgres(PostgresStore store) : DeadlineTests(store);

/// <summary>Turns that take too long, or that nobody waits for any more.</summary>
public abstract class DeadlineTests(TestStore store) : HostTests(store)
{
    [Fact]
    public async Task A_turn_that_exceeds_its_deadline_is_rolled_back_and_says_which_grain_and_method()
    {
        var host = await StartHostAsync(WithDeadline(TimeSpan.FromMilliseconds(500)));
        var late = await Assert.ThrowsAsync<TurnDeadlineException>(() => Counter("a", host).AddAndWait(1, heeds: false));
        Assert.Contains(
            "tests.counter/a.AddAndWait took longer than 0.5 s and was rolled back", late.Message, StringComparison.Ordinal);
        Assert.Equal(0, await Counter("a").Get());
        Assert.Equal(2, await Counter("a").Add(2));
    }

    [Fact]
    public async Task A_turn_that_waits_for_another_beyond_its_deadline_gives_up()
    {
        var host = await StartHostAsync(WithDeadline(TimeSpan.FromMilliseconds(500)));
        using var gate = Gate.New();
        var holding = Counter("a").AddBehind(gate.Name, 1);
        await gate.Reached;
        await Assert.ThrowsAsync<TurnDeadlineException>(() => Counter("a", host).Add(1));
        gate.Open();
        await holding;
        Assert.Equal(2, await Counter("a", host).Add(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cancelled_call_is_rolled_back_whether_its_grain_heeds_it_or_not(bool heeds)
    {
        using var cancelled = new CancellationTokenSource();
        var calling = Counter("a").AddAndWait(1, heeds, cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calling);
        Assert.Equal(0, await Counter("a").Get());
        Assert.Equal(2, await Counter("a").Add(2));
    }

    [Fact]
    public async Task A_call_that_was_cancelled_before_does_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Counter("a").AddAndWait(1, heeds: true, new CancellationToken(canceled: true)));
        Assert.Equal(0, await Counter("a").Get());
    }

    [Fact]
    public async Task A_claim_that_is_cancelled_takes_nothing()
    {
        await Host.LaunchAsync("sweep", Study.Points(1));
        var device = await Host.DeviceAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => device.Claim(new CancellationToken(canceled: true)));
        Assert.NotNull(await device.Claim());
    }

    private static Func<GrainHostOptions, GrainHostOptions> WithDeadline(TimeSpan deadline) =>
        options => options with { Turns = new() { Deadline = deadline } };

    private ICounterGrain Counter(string key, GrainHost? host = null) => (host ?? Host).Client.GetGrain<ICounterGrain>(key);
}
