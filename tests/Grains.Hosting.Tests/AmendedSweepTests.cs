using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting.Store;
using Counterfactual.Grains.Sweeps;
using Npgsql;

namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class AmendedSweepTestsOnSqlite(SqliteStore store) : AmendedSweepTests(store);

[Collection(PostgresCollection.Name)]
public sealed class AmendedSweepTestsOnPostgres(PostgresStore store) : AmendedSweepTests(store)
{
    [Fact]
    public async Task What_completes_while_its_sweep_is_launched_again_keeps_what_it_was_asked()
    {
        await Host.LaunchAsync("sweep", Study.Points(1));
        var running = (await (await Host.DeviceAsync()).Claim())!;
        Assert.True(PostgresAddress.TryRead(Store, out var address));
        await using var other = new NpgsqlConnection(address.ConnectionString);
        await other.OpenAsync();
        await using var completion = await other.BeginTransactionAsync();
        await ExecuteAsync("UPDATE experiment SET status = 'Completed' WHERE sweep = 'sweep' AND number = 1");

        var launch = Host.LaunchAsync("sweep", [Study.Points(1)[0] with { Settings = Edited }]);
        await Until.TrueAsync(async () =>
            await ExecuteAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                + "AND wait_event_type = 'Lock'") is 1L);
        await completion.CommitAsync();
        await launch;
        Assert.Equal(running.Settings, (await Host.Experiment(running).Get()).Point.Settings);

        async Task<object?> ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, other);
            return await command.ExecuteScalarAsync();
        }
    }
}

/// <summary>A sweep launched again with a file that asks for the same cells in another way.</summary>
public abstract class AmendedSweepTests(TestStore store) : HostTests(store)
{
    protected const string Edited = """{"training":{"checkpoint_steps":50}}""";

    [Fact]
    public async Task What_waits_takes_new_needs_settings_and_attempts()
    {
        await Host.LaunchAsync("sweep", [Study.Point("a", new() { MemoryBytes = 8 << 20 })]);
        var device = await Host.DeviceAsync(memory: 1 << 20);
        Assert.Null(await device.Claim());
        var next = Host.NextWork();
        await Host.LaunchAsync("sweep", [Study.Point("a") with { Settings = Edited }], launch => launch with { MaxAttempts = 1 });
        await next.WaitAsync(TimeSpan.FromSeconds(60));

        var begun = (await device.Claim())!;
        Assert.Equal(("sweep/1", Edited), (begun.Lease.Experiment, begun.Settings));
        await Host.Experiment(begun).Fail(begun.Lease.Epoch, Study.Crash);
        Assert.Equal(ExperimentStatus.Failed, (await Host.Experiment(begun).Get()).Status);
    }

    [Fact]
    public async Task What_no_device_can_offer_any_more_waits()
    {
        await Host.LaunchAsync("sweep", Study.Points(1));
        await Host.LaunchAsync("sweep", [Study.Points(1)[0] with { Needs = new() { Kind = DeviceKind.Cuda } }]);
        Assert.Null(await (await Host.DeviceAsync()).Claim());
        Assert.NotNull(await (await Host.DeviceAsync("cuda:0", kind: DeviceKind.Cuda)).Claim());
    }

    [Fact]
    public async Task What_runs_takes_them_with_its_next_attempt()
    {
        await Host.LaunchAsync("sweep", Study.Points(1));
        var device = await Host.DeviceAsync();
        var running = (await device.Claim())!;
        await Host.LaunchAsync(
            "sweep", [Study.Points(1)[0] with { Settings = Edited, Needs = new() { MemoryBytes = 8L << 30 } }],
            launch => launch with { MaxAttempts = 7 });
        Assert.Empty(await Host.Leases.RenewAsync([running.Lease]));
        await Host.Experiment(running).Report(running.Lease.Epoch, new() { Checkpoint = new(5, new("five", "", 1)) });

        await Host.Experiment(running).Release(running.Lease.Epoch);
        Assert.Null(await device.Claim());
        var again = (await (await Host.DeviceAsync("cpu:1", memory: 8L << 30)).Claim())!;
        Assert.Equal((running.Lease.Experiment, Edited, 5), (again.Lease.Experiment, again.Settings, again.Checkpoint?.Step));
    }

    [Fact]
    public async Task What_has_completed_keeps_what_it_was_asked()
    {
        await Host.LaunchAsync("sweep", Study.Points(1));
        var done = (await (await Host.DeviceAsync()).Claim())!;
        await Host.Experiment(done).Complete(done.Lease.Epoch, Study.Result);
        await Host.LaunchAsync("sweep", [Study.Points(1)[0] with { Settings = Edited }]);
        Assert.Equal(done.Settings, (await Host.Experiment(done).Get()).Point.Settings);
    }

    [Fact]
    public async Task What_failed_is_tried_again_as_it_is_asked_for_now()
    {
        await Host.LaunchAsync("sweep", Study.Points(1), launch => launch with { MaxAttempts = 1 });
        var device = await Host.DeviceAsync(memory: 8L << 30);
        await Host.Experiment((await device.Claim())!).Fail(1, Study.Crash);
        await Host.LaunchAsync(
            "sweep", [Study.Points(1)[0] with { Settings = Edited, Needs = new() { MemoryBytes = 8L << 30 } }]);
        Assert.Null(await (await Host.DeviceAsync("small")).Claim());
        Assert.Equal(Edited, (await device.Claim())!.Settings);
    }

    [Fact]
    public async Task Whether_weights_are_kept_follows_the_newest_file()
    {
        await Host.LaunchAsync("sweep", Study.Points(1));
        await Host.LaunchAsync("sweep", [Study.Points(1)[0] with { Training = "training" }]);
        var device = await Host.DeviceAsync();
        var kept = new ArtifactReference("model", "", 1);
        await Host.Experiment((await device.Claim())!).Complete(1, Study.Result with { Model = kept });
        await Host.LaunchAsync("other", [Study.Point("other") with { Training = "training" }]);
        Assert.Equal(kept, (await device.Claim())!.FineTuned);
    }

    [Fact]
    public async Task Parts_of_an_evaluation_that_wait_take_new_needs()
    {
        await Host.LaunchAsync("sweep", Study.Points(1));
        var device = await Host.DeviceAsync();
        var trained = (await device.Claim())!;
        await Host.Experiment(trained).Evaluate(trained.Lease.Epoch, new()
        {
            Trained = Study.Result,
            Parts = [new("ID", 0, 1, 1), new("ID", 1, 1, 1)],
        });
        var running = (await device.Claim())!;
        await Host.LaunchAsync(
            "sweep", [Study.Points(1)[0] with { Settings = Edited, Needs = new() { MemoryBytes = 8L << 30 } }],
            launch => launch with { MaxAttempts = 1 });
        Assert.Null(await device.Claim());
        await Host.Experiment(running).Complete(running.Lease.Epoch, Study.Result);
        var last = (await (await Host.DeviceAsync("cpu:1", memory: 8L << 30)).Claim())!;
        Assert.Equal(("sweep/1.2", Edited, 1), (last.Lease.Experiment, last.Settings, last.Part?.FirstShard));
        await Host.Experiment(last).Fail(last.Lease.Epoch, Study.Crash);
        Assert.Equal(ExperimentStatus.Failed, (await Host.Experiment(trained).Get()).Status);
    }

    [Fact]
    public async Task A_paused_sweep_launched_again_stays_paused_with_what_is_new()
    {
        await Host.LaunchAsync("sweep", Study.Points(2));
        await Host.Sweep("sweep").Pause();
        var launched = await Host.LaunchAsync("sweep", Study.Points(3), launch => launch with { Priority = 5 });
        Assert.Equal(new SweepLaunched("sweep", 3, 0, 0, 0, Status: SweepStatus.Paused), launched);
        Assert.Equal(
            (SweepStatus.Paused, new ExperimentCounts(3, 0, 0, 0, 0)),
            ((await Host.Sweep("sweep").Get()).Status, (await Host.Sweep("sweep").Get()).Counts));
        var device = await Host.DeviceAsync();
        Assert.Null(await device.Claim());
        await Host.Sweep("sweep").Resume();
        Assert.NotNull(await device.Claim());
    }

    [Fact]
    public async Task A_paused_sweep_whose_file_asks_for_nothing_that_is_open_ends()
    {
        await Host.LaunchAsync("sweep", Study.Points(2));
        var device = await Host.DeviceAsync();
        await Host.Experiment((await device.Claim())!).Complete(1, Study.Result);
        await Host.Sweep("sweep").Pause();
        Assert.Equal(SweepStatus.Completed, (await Host.LaunchAsync("sweep", Study.Points(1))).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sweep_that_was_stopped_or_cancelled_goes_on_when_launched_again(bool cancelled)
    {
        await Host.LaunchAsync("sweep", Study.Points(3));
        var device = await Host.DeviceAsync();
        var running = (await device.Claim())!;
        await (cancelled ? Host.Sweep("sweep").Cancel() : Host.Sweep("sweep").Stop());
        var launched = await Host.LaunchAsync("sweep", Study.Points(3));
        Assert.Equal((3, SweepStatus.Running), (launched.Queued, launched.Status));
        Assert.Equal(cancelled ? 1 : 0, (await Host.Leases.RenewAsync([running.Lease])).Count);
        Assert.NotNull(await device.Claim());
        Assert.NotNull(await device.Claim());
        Assert.Equal(cancelled, await device.Claim() is not null);
    }
}
