namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class SiloRegistryTestsOnSqlite(SqliteStore store) : SiloRegistryTests(store);

[Collection(PostgresCollection.Name)]
public sealed class SiloRegistryTestsOnPostgres(PostgresStore store) : SiloRegistryTests(store);

public abstract class SiloRegistryTests(TestStore store) : HostTests(store)
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task A_silo_that_entered_is_seen_with_what_it_does_until_it_leaves()
    {
        var silo = Entry("a", home: "home");
        await Host.Silos.EnterAsync(silo);
        Assert.True(await Host.Silos.RenewAsync(silo, "trains"));
        var seen = Assert.Single(await Host.Silos.AllAsync());
        Assert.Equal((silo, true, "trains"), (seen.Entry, seen.IsAlive, seen.Activity));
        await Host.Silos.LeaveAsync(silo);
        Assert.False(Assert.Single(await Host.Silos.AllAsync()).IsAlive);
    }

    [Fact]
    public async Task A_second_silo_of_a_name_is_told_who_has_it()
    {
        var other = await StartHostAsync();
        await Host.Silos.EnterAsync(Entry("a", home: "one"));
        using var stop = new CancellationTokenSource();
        var renewing = RenewUntilAsync(Entry("a", home: "one"), stop.Token);
        var taken = await Assert.ThrowsAsync<SiloNameTakenException>(() => other.Silos.EnterAsync(Entry("a", home: "two")));
        Assert.Contains("named a runs", taken.Message, StringComparison.Ordinal);
        Assert.Contains("home one", taken.Message, StringComparison.Ordinal);
        await other.Silos.EnterAsync(Entry("b", home: "two"));
        await stop.CancelAsync();
        await renewing;
    }

    [Fact]
    public async Task The_name_of_a_silo_that_is_silent_for_a_lease_can_be_taken_and_the_silent_one_learns_of_it()
    {
        var host = await StartHostAsync(options => options with { LeaseDuration = Short });
        var silent = Entry("a", home: "one");
        await host.Silos.EnterAsync(silent);
        await host.Silos.EnterAsync(Entry("a", home: "two"));
        Assert.False(await host.Silos.RenewAsync(silent, ""));
        await host.Silos.LeaveAsync(silent);
        Assert.Equal("two", Assert.Single(await host.Silos.AllAsync()).Entry.Home);
    }

    [Fact]
    public async Task A_silo_that_starts_again_in_its_home_has_its_name_at_once()
    {
        await Host.Silos.EnterAsync(Entry("a", home: "one"));
        await Host.Silos.EnterAsync(Entry("a", home: "one") with { Instance = "later" });
        Assert.Equal("later", Assert.Single(await Host.Silos.AllAsync()).Entry.Instance);
    }

    [Fact]
    public async Task Of_silos_that_want_one_name_at_the_same_moment_one_has_it()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var entered = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(async () =>
        {
            try
            {
                await Host.Silos.EnterAsync(Entry("a", home: $"{number}"), patience.Token);
                return 1;
            }
            catch (OperationCanceledException)
            {
                return 0;
            }
        })));
        Assert.Equal(1, entered.Sum());
    }

    private async Task RenewUntilAsync(SiloEntry silo, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            Assert.True(await Host.Silos.RenewAsync(silo, "", CancellationToken.None));
            await Task.Delay(20, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static SiloEntry Entry(string name, string home) => new(name, $"instance of {home}", home, $"process 1, home {home}");
}
