namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class DrainTestsOnSqlite(SqliteStore store) : DrainTests(store);

[Collection(PostgresCollection.Name)]
public sealed class DrainTestsOnPostgres(PostgresStore store) : DrainTests(store);

public abstract class DrainTests(TestStore store) : HostTests(store)
{
    [Fact]
    public async Task A_drained_device_is_given_nothing_until_that_is_undone_also_where_it_registers_again()
    {
        await Host.LaunchAsync("sweep", Study.Points(1));
        var device = await Host.DeviceAsync();
        await device.Drain(true);
        await device.Drain(true);
        Assert.True((await device.Get()).IsDrained);
        Assert.Null(await device.Claim());
        Assert.Null(await (await (await StartHostAsync()).DeviceAsync()).Claim());
        var next = Host.NextWork();
        await device.Drain(false);
        await next.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.False((await device.Get()).IsDrained);
        Assert.NotNull(await device.Claim());
    }

    [Fact]
    public async Task A_drained_device_is_asked_to_hand_back_what_it_runs_and_others_are_not()
    {
        await Host.LaunchAsync("sweep", Study.Points(3));
        var drained = await Host.DeviceAsync("cpu:0");
        var lease = (await drained.Claim())!.Lease;
        await (await Host.DeviceAsync("cpu:1")).Claim();
        Assert.Empty(await Host.Leases.RecalledAsync("silo"));
        await drained.Drain(true);
        Assert.Equal(lease.Experiment, Assert.Single(await Host.Leases.RecalledAsync("silo")).Experiment);
        Assert.Empty(await Host.Leases.RecalledAsync("another"));
        Assert.Empty(await Host.Leases.RenewAsync([lease]));
    }

    [Fact]
    public async Task A_device_that_runs_nothing_hands_back_what_it_holds_unharmed()
    {
        await Host.LaunchAsync("sweep", Study.Points(3));
        var device = await Host.DeviceAsync("cpu:0");
        var other = (await (await Host.DeviceAsync("cpu:1")).Claim())!;
        var lost = (await device.Claim())!;
        await device.HandBack();
        await device.HandBack();
        Assert.Null((await device.Get()).Experiment);
        Assert.Equal(0, (await Host.Experiment(lost).Get()).Attempts);
        Assert.Empty(await Host.Leases.RenewAsync([other.Lease]));
        var again = (await device.Claim())!;
        Assert.Equal((lost.Lease.Experiment, 1, 2L), (again.Lease.Experiment, again.Attempt, again.Lease.Epoch));
    }
}
