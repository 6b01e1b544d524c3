using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Hosting.Store;
using Npgsql;

namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class ClaimTestsOnSqlite(SqliteStore store) : ClaimTests(store);

[Collection(PostgresCollection.Name)]
public sealed class ClaimTestsOnPostgres(PostgresStore store) : ClaimTests(store)
{
    [Fact]
    public async Task Turns_wait_for_each_others_limited_sweeps_in_one_order_and_so_never_for_one_another()
    {
        await Host.LaunchAsync("a", Study.Points(3), launch => launch with { MaxConcurrent = 2 });
        await Host.LaunchAsync("b", Study.Points(1), launch => launch with { MaxConcurrent = 2, Priority = 1 });
        Assert.True(PostgresAddress.TryRead(Store, out var address));
        await using (var other = new NpgsqlConnection(address.ConnectionString))
        {
            await other.OpenAsync();
            await using var transaction = await other.BeginTransactionAsync();
            await using var holding = new NpgsqlCommand("SELECT 1 FROM sweep_queue WHERE sweep = 'a' FOR UPDATE", other);
            await holding.ExecuteNonQueryAsync();

            // Of b there is one item only; for the second device the turn, which holds b, comes back to a.
            var leases = await ClaimAsync(2).WaitAsync(TimeSpan.FromSeconds(60));
            Assert.Equal(["b/1", null], leases.Select(lease => lease?.Experiment));
        }

        Assert.Equal(["a/1", "a/2", null], (await ClaimAsync(3)).Select(lease => lease?.Experiment));
    }
}

/// <summary>Claims of several devices in one turn.</summary>
public abstract class ClaimTests(TestStore store) : HostTests(store)
{
    [Fact]
    public async Task A_sweep_that_runs_short_of_its_share_leaves_it_to_others_and_no_item_is_leased_twice()
    {
        await Host.LaunchAsync("short", Study.Points(1));
        await Host.LaunchAsync("long", Study.Points(10));

        var leases = await ClaimAsync(4);

        Assert.Equal(
            ["long/1", "long/2", "long/3", "short/1"],
            leases.Select(lease => lease!.Experiment).Order(StringComparer.Ordinal));
        Assert.Equal(leases.Select((_, index) => $"silo/cpu:{index}"), leases.Select(lease => lease!.Device));
    }

    [Fact]
    public async Task A_sweep_at_its_limit_leaves_the_rest_to_others()
    {
        await Host.LaunchAsync("first", Study.Points(10), launch => launch with { Priority = 1, MaxConcurrent = 2 });
        await Host.LaunchAsync("second", Study.Points(3));

        var leases = await ClaimAsync(8);

        Assert.Equal(
            ["first/1", "first/2", "second/1", "second/2", "second/3"],
            leases.OfType<Lease>().Select(lease => lease.Experiment).Order(StringComparer.Ordinal));
        Assert.Equal(3, leases.Count(lease => lease is null));
    }

    protected Task<IReadOnlyList<Lease?>> ClaimAsync(int devices)
    {
        var described = Enumerable.Range(0, devices)
            .Select(index => new DeviceDescription("silo", $"cpu:{index}", DeviceKind.Cpu, 1, 1 << 30));
        return Host.Client.GetGrain<IClaimingGrain>("claiming").Claim([.. described]);
    }
}
