namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class WorkSignalTestsOnSqlite(SqliteStore store) : WorkSignalTests(store);

[Collection(PostgresCollection.Name)]
public sealed class WorkSignalTestsOnPostgres(PostgresStore store) : WorkSignalTests(store);

public abstract class WorkSignalTests(TestStore store) : HostTests(store)
{
    [Fact]
    public async Task Waiting_trainers_are_told_of_work_by_every_host()
    {
        // A new host listens after a moment; so the work is offered until the notice comes,
        // which the poll of ten minutes cannot bring.
        var other = Store.StartsWith("sqlite:", StringComparison.Ordinal) ? Host : await StartHostAsync();
        var next = other.NextWork();
        var sweeps = 0;
        await Until.TrueAsync(async () =>
        {
            await Host.LaunchAsync($"sweep-{++sweeps}", [Study.Point($"{sweeps}")]);
            return await Task.WhenAny(next, Task.Delay(50)) == next;
        });
    }

    [Fact]
    public async Task Work_offered_between_a_look_and_a_wait_is_not_overlooked()
    {
        var device = await Host.DeviceAsync();
        var next = Host.NextWork();
        Assert.Null(await device.Claim());
        await Host.LaunchAsync("sweep", Study.Points(1));
        await next.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.NotNull(await device.Claim());
    }
}
