using System.Collections.Concurrent;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Runtime;

namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class QueueTestsOnSqlite(SqliteStore store) : QueueTests(store);

[Collection(PostgresCollection.Name)]
public sealed class QueueTestsOnPostgres(PostgresStore store) : QueueTests(store);

public abstract class QueueTests(TestStore store) : HostTests(store)
{
    [Fact]
    public async Task Each_experiment_is_claimed_once_by_32_concurrent_claimers_of_two_hosts()
    {
        await Host.LaunchAsync("sweep", Study.Points(300));
        GrainHost[] hosts = [Host, await StartHostAsync()];
        var claimed = new ConcurrentBag<Assignment>();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(claimer => Task.Run(async () =>
        {
            var device = await hosts[claimer % 2].DeviceAsync($"cpu:{claimer}");
            while (await device.Claim() is { } assignment)
            {
                claimed.Add(assignment);
            }
        })));
        Assert.Equal(300, claimed.Count);
        Assert.Equal(300, claimed.Select(assignment => assignment.Lease.Experiment).Distinct().Count());
        Assert.All(claimed, assignment => Assert.Equal((1, 1L), (assignment.Attempt, assignment.Lease.Epoch)));
        Assert.Equal(300, (await Host.Sweep("sweep").Get()).Counts.Running);
    }

    [Fact]
    public async Task Higher_priority_goes_first_then_the_sweep_with_fewest_running_then_longer_waiting_then_lower_number()
    {
        await Host.LaunchAsync("ordinary", Study.Points(2));
        await Host.LaunchAsync("urgent", [Study.Point("u")], launch => launch with { Priority = 5 });
        await Host.LaunchAsync("another", [Study.Point("z")]);
        var device = await Host.DeviceAsync();
        var first = (await device.Claim())!;
        await Host.Experiment(first).Release(first.Lease.Epoch);
        List<string> order = [];
        while (await device.Claim() is { } assignment)
        {
            order.Add(assignment.Lease.Experiment);
        }

        Assert.Equal(["urgent/1", "ordinary/1", "another/1", "ordinary/2"], order);
    }

    [Fact]
    public async Task A_device_is_given_only_what_fits_it()
    {
        await Host.LaunchAsync("sweep", [
            Study.Point("gpu", new() { Kind = DeviceKind.Cuda }),
            Study.Point("large", new() { MemoryBytes = 2000 }),
            Study.Point("any"),
        ]);
        var small = await Host.DeviceAsync("cpu:0", memory: 1999);
        Assert.Equal("sweep/3", (await small.Claim())!.Lease.Experiment);
        Assert.Null(await small.Claim());
        var large = await Host.DeviceAsync("cpu:1", memory: 2000);
        Assert.Equal("sweep/2", (await large.Claim())!.Lease.Experiment);
        Assert.Null(await large.Claim());
        var gpu = await Host.DeviceAsync("cuda:0", kind: DeviceKind.Cuda);
        Assert.Equal("sweep/1", (await gpu.Claim())!.Lease.Experiment);
    }

    [Fact]
    public async Task A_device_that_was_never_registered_cannot_claim() =>
        await Assert.ThrowsAsync<GrainNotFoundException>(() => Host.Client.GetGrain<IDeviceGrain>("silo/none").Claim());

    [Fact]
    public async Task Every_report_of_an_older_epoch_is_refused_and_changes_nothing()
    {
        await Host.LaunchAsync("sweep", Study.Points(1));
        var device = await Host.DeviceAsync();
        var old = (await device.Claim())!;
        await Host.Experiment(old).Release(old.Lease.Epoch);
        var current = (await device.Claim())!;
        Assert.Equal(old.Lease.Epoch + 1, current.Lease.Epoch);
        var before = await Host.Experiment("sweep/1").Get();

        foreach (var epoch in new[] { old.Lease.Epoch, current.Lease.Epoch + 1 })
        {
            var experiment = Host.Experiment("sweep/1");
            await Assert.ThrowsAsync<StaleLeaseException>(() =>
                experiment.Report(epoch, new() { Metrics = [new("loss", 1, 1)] }));
            await Assert.ThrowsAsync<StaleLeaseException>(() => experiment.Complete(epoch, Study.Result));
            await Assert.ThrowsAsync<StaleLeaseException>(() => experiment.Fail(epoch, Study.Crash));
            await Assert.ThrowsAsync<StaleLeaseException>(() => experiment.Release(epoch));
        }

        Assert.Equivalent(before, await Host.Experiment("sweep/1").Get(), strict: true);
        Assert.Empty(await Host.Queries.Metrics("sweep/1"));
        Assert.Empty(await Host.Leases.RenewAsync([current.Lease]));
        Assert.Equal([old.Lease], await Host.Leases.RenewAsync([old.Lease]));
    }

    [Fact]
    public async Task A_completion_reported_twice_counts_once()
    {
        await Host.LaunchAsync("sweep", Study.Points(2));
        var assignment = (await (await Host.DeviceAsync()).Claim())!;
        await Host.Experiment(assignment).Complete(assignment.Lease.Epoch, Study.Result);
        var once = await Host.Experiment(assignment).Get();
        await Host.Experiment(assignment).Complete(assignment.Lease.Epoch, Study.Result with { Epoch = 7 });
        Assert.Equivalent(once, await Host.Experiment(assignment).Get(), strict: true);
        await Assert.ThrowsAsync<StaleLeaseException>(
            () => Host.Experiment(assignment).Complete(assignment.Lease.Epoch + 1, Study.Result));
    }

    [Fact]
    public async Task Reports_are_kept_and_the_next_attempt_goes_on_from_the_checkpoint()
    {
        var checkpoint = new Checkpoint(40, new("checkpoints/sweep/1/40", new('a', 64), 1234));
        await Host.LaunchAsync("sweep", Study.Points(1));
        var device = await Host.DeviceAsync();
        var assignment = (await device.Claim())!;
        var experiment = Host.Experiment(assignment);
        await experiment.Report(1, new() { Metrics = [new("loss", 1, 3), new("loss", 2, double.NaN), new("rate", 1, 5)] });
        await experiment.Report(
            1, new() { Metrics = [new("loss", 2, 2.5), new("loss", 3, double.NaN)], Checkpoint = checkpoint });
        await experiment.Fail(1, Study.Crash);

        Assert.Equal(
            [new("loss", 1, 3), new("loss", 2, 2.5), new("loss", 3, double.NaN), new("rate", 1, 5)],
            await Host.Queries.Metrics("sweep/1"));
        Assert.Equal([new("rate", 1, 5)], await Host.Queries.Metrics("sweep/1", "ra"));
        var next = (await device.Claim())!;
        Assert.Equal(checkpoint, next.Checkpoint);
        Assert.Equal((2, 2L), (next.Attempt, next.Lease.Epoch));
    }

    [Fact]
    public async Task An_experiment_fails_after_its_allowed_attempts_with_its_last_error()
    {
        await Host.LaunchAsync("sweep", Study.Points(1), launch => launch with { MaxAttempts = 3 });
        var device = await Host.DeviceAsync();
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var assignment = (await device.Claim())!;
            Assert.Equal(attempt, assignment.Attempt);
            await Host.Experiment(assignment).Fail(assignment.Lease.Epoch, Study.Crash with { Message = $"crash {attempt}" });
        }

        Assert.Null(await device.Claim());
        var ended = await Host.Experiment("sweep/1").Get();
        Assert.Equal((ExperimentStatus.Failed, "crash 3"), (ended.Status, ended.LastFailure!.Message));
        Assert.NotNull(ended.Ended);
    }

    [Fact]
    public async Task An_invalid_request_is_final()
    {
        await Host.LaunchAsync("sweep", Study.Points(1), launch => launch with { MaxAttempts = 9 });
        var assignment = (await (await Host.DeviceAsync()).Claim())!;
        await Host.Experiment(assignment).Fail(1, new(FailureCause.InvalidRequest, "no such model"));
        Assert.Equal(ExperimentStatus.Failed, (await Host.Experiment("sweep/1").Get()).Status);
    }

    [Fact]
    public async Task A_release_is_not_counted_as_an_attempt()
    {
        await Host.LaunchAsync("sweep", Study.Points(1), launch => launch with { MaxAttempts = 1 });
        var device = await Host.DeviceAsync();
        for (var release = 0; release < 5; release++)
        {
            var assignment = (await device.Claim())!;
            Assert.Equal(1, assignment.Attempt);
            await Host.Experiment(assignment).Release(assignment.Lease.Epoch);
        }

        Assert.Equal(0, (await Host.Experiment("sweep/1").Get()).Attempts);
    }

    [Fact]
    public async Task A_failed_attempt_waits_before_the_next_and_others_pass_it()
    {
        Retry = new() { FirstDelay = TimeSpan.FromHours(1), LongestDelay = TimeSpan.FromHours(1) };
        var host = await StartHostAsync();
        await host.LaunchAsync("sweep", Study.Points(2));
        var device = await host.DeviceAsync();
        var first = (await device.Claim())!;
        await host.Experiment(first).Fail(1, Study.Crash);
        Assert.Equal(ExperimentStatus.Queued, (await host.Experiment(first).Get()).Status);
        Assert.Equal("sweep/2", (await device.Claim())!.Lease.Experiment);
        Assert.Null(await device.Claim());
    }

    [Fact]
    public async Task A_lease_that_is_not_renewed_ends_by_reminder_as_a_lost_attempt()
    {
        var host = await StartHostAsync(options => options with { LeaseDuration = TimeSpan.FromMilliseconds(200) });
        await host.LaunchAsync("sweep", Study.Points(1));
        var device = await host.DeviceAsync();
        var lost = (await device.Claim())!;
        Assignment? next = null;
        await Until.TrueAsync(async () =>
        {
            await host.DeliverDueRemindersAsync();
            return (next = await device.Claim()) is not null;
        });
        Assert.Equal((2, lost.Lease.Epoch + 1), (next!.Attempt, next.Lease.Epoch));
        Assert.Equal(FailureCause.LeaseExpired, (await host.Experiment("sweep/1").Get()).LastFailure!.Cause);
        await Assert.ThrowsAsync<StaleLeaseException>(() => host.Experiment(lost).Complete(lost.Lease.Epoch, Study.Result));
    }

    [Fact]
    public async Task A_lease_that_is_renewed_lives_past_its_first_expiry_and_a_tick_does_not_end_it()
    {
        var host = await StartHostAsync(options => options with { LeaseDuration = TimeSpan.FromMilliseconds(400) });
        await host.LaunchAsync("sweep", Study.Points(1));
        var assignment = (await (await host.DeviceAsync()).Claim())!;
        var ticks = 0;
        await Until.TrueAsync(async () =>
        {
            Assert.Empty(await host.Leases.RenewAsync([assignment.Lease]));
            ticks += await host.DeliverDueRemindersAsync();
            return ticks >= 2;
        });
        await host.Experiment(assignment).Complete(assignment.Lease.Epoch, Study.Result);
        Assert.Equal(1, (await host.Experiment(assignment).Get()).Attempts);
    }

    [Fact]
    public async Task No_reminder_is_left_of_an_attempt_that_ended()
    {
        var host = await StartHostAsync(options => options with { LeaseDuration = TimeSpan.FromMilliseconds(10) });
        await host.LaunchAsync("sweep", Study.Points(3));
        var device = await host.DeviceAsync();
        Func<IExperimentGrain, Task>[] ends =
        [
            experiment => experiment.Complete(1, Study.Result),
            experiment => experiment.Fail(1, new(FailureCause.InvalidRequest, "no")),
            experiment => experiment.Cancel(),
        ];
        foreach (var end in ends)
        {
            await end(host.Experiment((await device.Claim())!));
        }

        await Until.TrueAsync(async () => (await host.Sweep("sweep").Get()).Ended is not null);
        await Task.Delay(20);
        Assert.Equal(0, await host.DeliverDueRemindersAsync());
    }

    [Fact]
    public async Task A_silo_that_starts_again_ends_the_leases_of_its_former_self_only()
    {
        await Host.LaunchAsync("sweep", Study.Points(3));
        var mine = (await (await Host.DeviceAsync("cpu:0", "silo")).Claim())!;
        var alike = (await (await Host.DeviceAsync("cpu:0", "silo-2")).Claim())!;
        Assert.Equal(1, await Host.Leases.ExpireAsync("silo"));
        Assert.Equal(0, await Host.Leases.ExpireAsync("silo"));
        Assert.Equal([mine.Lease], await Host.Leases.RenewAsync([mine.Lease, alike.Lease]));
        Assert.Equal(FailureCause.LeaseExpired, (await Host.Experiment(mine).Get()).LastFailure!.Cause);
    }

    [Fact]
    public async Task A_running_experiment_that_is_cancelled_loses_its_lease()
    {
        await Host.LaunchAsync("sweep", Study.Points(2));
        var assignment = (await (await Host.DeviceAsync()).Claim())!;
        await Host.Experiment(assignment).Cancel();
        await Host.Experiment(assignment).Cancel();
        Assert.Equal([assignment.Lease], await Host.Leases.RenewAsync([assignment.Lease]));
        await Assert.ThrowsAsync<StaleLeaseException>(() => Host.Experiment(assignment).Report(1, new()));
        Assert.Equal(ExperimentStatus.Cancelled, (await Host.Experiment(assignment).Get()).Status);
    }

    [Fact]
    public async Task A_device_shows_what_it_runs_and_how_much_it_completed()
    {
        await Host.LaunchAsync("sweep", Study.Points(2));
        var device = await Host.DeviceAsync();
        var first = (await device.Claim())!;
        await Host.Experiment(first).Complete(1, Study.Result);
        var second = (await device.Claim())!;
        var shown = Assert.Single(await Host.Queries.Devices());
        Assert.Equal((second.Lease.Experiment, 1), (shown.Experiment, shown.Completed));
    }
}
