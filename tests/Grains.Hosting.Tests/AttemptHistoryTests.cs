using Counterfactual.Grains.Experiments;

namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class AttemptHistoryTestsOnSqlite(SqliteStore store) : AttemptHistoryTests(store);

[Collection(PostgresCollection.Name)]
public sealed class AttemptHistoryTestsOnPostgres(PostgresStore store) : AttemptHistoryTests(store);

public abstract class AttemptHistoryTests(TestStore store) : HostTests(store)
{
    [Fact]
    public async Task Every_attempt_is_recorded_with_its_device_and_how_it_ended()
    {
        await Host.LaunchAsync("sweep", Study.Points(1));
        var experiment = Host.Experiment("sweep/1");
        Assert.Empty((await experiment.Get()).History);
        var first = (await (await Host.DeviceAsync()).Claim())!;
        await experiment.Release(first.Lease.Epoch);
        var second = (await (await Host.DeviceAsync("cpu:1")).Claim())!;
        await experiment.Fail(second.Lease.Epoch, Study.Crash);
        var third = (await (await Host.DeviceAsync("cpu:2")).Claim())!;
        await experiment.Complete(third.Lease.Epoch, Study.Result);

        var history = (await experiment.Get()).History;
        Assert.Equal(
            [
                (1, "silo/cpu:0", AttemptOutcome.Released, null),
                (1, "silo/cpu:1", AttemptOutcome.Failed, Study.Crash),
                (2, "silo/cpu:2", AttemptOutcome.Completed, (ExperimentFailure?)null),
            ],
            history.Select(attempt => (attempt.Attempt, attempt.Device, attempt.Outcome, attempt.Failure)));
        Assert.All(history, attempt => Assert.True(attempt.Began <= attempt.Ended));
    }

    [Fact]
    public async Task A_withdrawn_attempt_ends_as_cancelled_and_a_running_one_has_no_end()
    {
        await Host.LaunchAsync("sweep", Study.Points(1));
        await (await Host.DeviceAsync()).Claim();
        var running = Assert.Single((await Host.Experiment("sweep/1").Get()).History);
        Assert.Equal((AttemptOutcome.Running, null), (running.Outcome, running.Ended));
        await Host.Sweep("sweep").Cancel();
        var withdrawn = Assert.Single((await Host.Experiment("sweep/1").Get()).History);
        Assert.Equal(AttemptOutcome.Cancelled, withdrawn.Outcome);
        Assert.NotNull(withdrawn.Ended);
    }

    [Fact]
    public async Task Only_the_newest_attempts_are_kept()
    {
        await Host.LaunchAsync("sweep", Study.Points(1));
        var device = await Host.DeviceAsync();
        for (var time = 0; time < 53; time++)
        {
            await Host.Experiment("sweep/1").Release((await device.Claim())!.Lease.Epoch);
        }

        Assert.Equal(50, (await Host.Experiment("sweep/1").Get()).History.Count);
    }
}
