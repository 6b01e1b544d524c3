using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class SweepVerbTestsOnSqlite(SqliteStore store) : SweepVerbTests(store);

[Collection(PostgresCollection.Name)]
public sealed class SweepVerbTestsOnPostgres(PostgresStore store) : SweepVerbTests(store);

public abstract class SweepVerbTests(TestStore store) : HostTests(store)
{
    [Fact]
    public async Task A_paused_sweep_starts_nothing_recalls_what_runs_and_goes_on_when_resumed()
    {
        await Host.LaunchAsync("sweep", Study.Points(3));
        await Host.LaunchAsync("other", [Study.Point("other")], launch => launch with { Priority = -1 });
        var device = await Host.DeviceAsync();
        var running = (await device.Claim())!;
        Assert.Empty(await Host.Leases.RecalledAsync("silo"));

        await Host.Sweep("sweep").Pause();
        await Host.Sweep("sweep").Pause();
        Assert.Equal(SweepStatus.Paused, (await Host.Sweep("sweep").Get()).Status);
        Assert.Equal([running.Lease.Experiment], (await Host.Leases.RecalledAsync("silo")).Select(lease => lease.Experiment));
        Assert.Empty(await Host.Leases.RecalledAsync("another"));
        Assert.Empty(await Host.Leases.RenewAsync([running.Lease]));
        await Host.Experiment(running).Report(running.Lease.Epoch, new() { Checkpoint = new(5, new("five", "", 1)) });
        await Host.Experiment(running).Release(running.Lease.Epoch);
        Assert.Equal("other/1", (await device.Claim())!.Lease.Experiment);
        Assert.Null(await device.Claim());

        await Host.Sweep("sweep").Resume();
        Assert.Equal(SweepStatus.Running, (await Host.Sweep("sweep").Get()).Status);
        var again = (await device.Claim())!;
        Assert.Equal((running.Lease.Experiment, 1, 5), (again.Lease.Experiment, again.Attempt, again.Checkpoint?.Step));
    }

    [Fact]
    public async Task A_waiting_trainer_is_told_when_a_sweep_is_resumed()
    {
        await Host.LaunchAsync("sweep", Study.Points(1));
        await Host.Sweep("sweep").Pause();
        var next = Host.NextWork();
        Assert.Null(await (await Host.DeviceAsync()).Claim());
        await Host.Sweep("sweep").Resume();
        await next.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_stopped_sweep_finishes_what_runs_and_starts_nothing_new()
    {
        await Host.LaunchAsync("sweep", Study.Points(6));
        var device = await Host.DeviceAsync();
        var (first, second, third) = ((await device.Claim())!, (await device.Claim())!, (await device.Claim())!);
        await Host.Sweep("sweep").Stop();
        var sweep = await Host.Sweep("sweep").Get();
        Assert.Equal((SweepStatus.Stopping, new ExperimentCounts(0, 3, 0, 0, 3)), (sweep.Status, sweep.Counts));
        Assert.Empty(await Host.Leases.RecalledAsync("silo"));

        await Host.Experiment(first).Complete(first.Lease.Epoch, Study.Result);
        await Host.Experiment(third).Release(third.Lease.Epoch);
        await Host.Sweep("sweep").Stop();
        await Host.Sweep("sweep").Settle();
        var again = (await device.Claim())!;
        Assert.Equal(third.Lease.Experiment, again.Lease.Experiment);
        Assert.Null(await device.Claim());
        await Host.Experiment(again).Complete(again.Lease.Epoch, Study.Result);
        await Host.Experiment(second).Fail(second.Lease.Epoch, new(FailureCause.InvalidRequest, "no such dataset"));
        await Host.Sweep("sweep").Settle();
        sweep = await Host.Sweep("sweep").Get();
        Assert.Equal((SweepStatus.Failed, new ExperimentCounts(0, 0, 2, 1, 3)), (sweep.Status, sweep.Counts));

        Assert.Equal(4, (await Host.LaunchAsync("sweep", Study.Points(6))).Queued);
        Assert.NotNull(await device.Claim());
    }

    [Fact]
    public async Task What_ran_when_a_sweep_was_stopped_is_finished_though_its_silo_is_lost()
    {
        await Host.LaunchAsync("sweep", Study.Points(2));
        var device = await Host.DeviceAsync();
        var lost = (await device.Claim())!;
        await Host.Sweep("sweep").Pause();
        await Host.Sweep("sweep").Stop();
        Assert.Equal(1, await Host.Leases.ExpireAsync("silo"));
        await Host.Sweep("sweep").Settle();
        Assert.Equal(SweepStatus.Stopping, (await Host.Sweep("sweep").Get()).Status);
        var again = (await device.Claim())!;
        Assert.Equal((lost.Lease.Experiment, 2), (again.Lease.Experiment, again.Attempt));
        await Host.Experiment(again).Complete(again.Lease.Epoch, Study.Result);
        await Host.Sweep("sweep").Settle();
        var sweep = await Host.Sweep("sweep").Get();
        Assert.Equal((SweepStatus.Cancelled, new ExperimentCounts(0, 0, 1, 0, 1)), (sweep.Status, sweep.Counts));
    }

    [Fact]
    public async Task A_sweep_that_stops_while_nothing_runs_ends_at_once()
    {
        await Host.LaunchAsync("sweep", Study.Points(3));
        await Host.Sweep("sweep").Stop();
        Assert.Equal(SweepStatus.Cancelled, (await Host.Sweep("sweep").Get()).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Failed_experiments_are_retried_from_their_checkpoints_or_from_scratch(bool fromScratch)
    {
        await Host.LaunchAsync("sweep", Study.Points(3), launch => launch with { MaxAttempts = 1 });
        var device = await Host.DeviceAsync();
        var failing = (await device.Claim())!;
        await Host.Experiment(failing).Report(failing.Lease.Epoch, new() { Checkpoint = new(5, new("five", "", 1)) });
        await Host.Experiment(failing).Fail(failing.Lease.Epoch, Study.Crash);
        await Host.Experiment((await device.Claim())!).Complete(1, Study.Result);
        await Host.Experiment((await device.Claim())!).Cancel();
        await Host.Sweep("sweep").Settle();
        Assert.Equal(SweepStatus.Failed, (await Host.Sweep("sweep").Get()).Status);

        Assert.Equal(1, await Host.Sweep("sweep").Retry(fromScratch));
        Assert.Equal(0, await Host.Sweep("sweep").Retry(fromScratch));
        var sweep = await Host.Sweep("sweep").Get();
        Assert.Equal((SweepStatus.Running, null, new ExperimentCounts(1, 0, 1, 0, 1)), (sweep.Status, sweep.Ended, sweep.Counts));
        var again = (await device.Claim())!;
        Assert.Equal((failing.Lease.Experiment, 1, 2L), (again.Lease.Experiment, again.Attempt, again.Lease.Epoch));
        Assert.Equal(fromScratch ? null : 5, again.Checkpoint?.Step);
    }

    [Fact]
    public async Task A_launch_with_another_priority_moves_what_waits()
    {
        await Host.LaunchAsync("first", Study.Points(2));
        await Host.LaunchAsync("second", [Study.Point("x"), Study.Point("y")]);
        await Host.LaunchAsync("second", [Study.Point("x"), Study.Point("y")], launch => launch with { Priority = 1 });
        Assert.Equal(["second/1", "second/2", "first/1", "first/2"], await ClaimAllAsync());
    }

    [Fact]
    public async Task Sweeps_of_one_priority_share_the_devices_fairly()
    {
        await Host.LaunchAsync("large", Study.Points(20));
        await Host.LaunchAsync("small", [.. "abcd".Select(cell => Study.Point($"{cell}"))]);
        var claimed = (await ClaimAllAsync()).Take(8).Select(experiment => ExperimentKey.Parse(experiment).Sweep);
        Assert.Equal(["large", "small", "large", "small", "large", "small", "large", "small"], claimed);
    }

    [Fact]
    public async Task A_limit_holds_under_concurrent_claims_of_two_hosts()
    {
        await Host.LaunchAsync("sweep", Study.Points(40), launch => launch with { MaxConcurrent = 3 });
        GrainHost[] hosts = [Host, await StartHostAsync()];
        var claimed = await Task.WhenAll(Enumerable.Range(0, 16).Select(claimer => Task.Run(async () =>
            await (await hosts[claimer % 2].DeviceAsync($"cpu:{claimer}")).Claim())));
        Assert.Equal(3, claimed.Count(assignment => assignment is not null));
        Assert.Equal(3, (await Host.Sweep("sweep").Get()).Counts.Running);
        var one = claimed.First(assignment => assignment is not null)!;
        await Host.Experiment(one).Complete(one.Lease.Epoch, Study.Result);
        var device = await Host.DeviceAsync();
        Assert.NotNull(await device.Claim());
        Assert.Null(await device.Claim());
    }

    [Fact]
    public async Task A_place_that_is_free_below_a_limit_is_told_to_those_who_wait()
    {
        await Host.LaunchAsync("sweep", Study.Points(2), launch => launch with { MaxConcurrent = 1 });
        var (busy, waiting) = (await Host.DeviceAsync("cpu:0"), await Host.DeviceAsync("cpu:1"));
        var running = (await busy.Claim())!;
        await busy.Drain(true);
        Assert.Null(await waiting.Claim());
        var next = Host.NextWork();
        await Host.Experiment(running).Complete(running.Lease.Epoch, Study.Result);
        await next.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal("sweep/2", (await waiting.Claim())?.Lease.Experiment);
    }

    [Fact]
    public async Task A_part_that_ends_leaves_its_place_below_a_limit_to_those_who_wait()
    {
        await Host.LaunchAsync("sweep", Study.Points(1), launch => launch with { MaxConcurrent = 1 });
        var (busy, waiting) = (await Host.DeviceAsync("cpu:0"), await Host.DeviceAsync("cpu:1"));
        var trained = (await busy.Claim())!;
        await Host.Experiment(trained).Evaluate(trained.Lease.Epoch, new()
        {
            Trained = Study.Result,
            Parts = [new("ID", 0, 1, 1), new("ID", 1, 1, 1)],
        });
        var part = (await busy.Claim())!;
        await busy.Drain(true);
        Assert.Null(await waiting.Claim());
        var next = Host.NextWork();
        await Host.Experiment(part).Complete(part.Lease.Epoch, Study.Result);
        await next.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal("sweep/1.2", (await waiting.Claim())?.Lease.Experiment);
    }

    private async Task<List<string>> ClaimAllAsync()
    {
        var device = await Host.DeviceAsync();
        List<string> claimed = [];
        while (await device.Claim() is { } assignment)
        {
            claimed.Add(assignment.Lease.Experiment);
        }

        return claimed;
    }
}
