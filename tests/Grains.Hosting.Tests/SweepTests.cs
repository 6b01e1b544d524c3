using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting.Store;
using Counterfactual.Grains.Runtime;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class SweepTestsOnSqlite(SqliteStore store) : SweepTests(store);

[Collection(PostgresCollection.Name)]
public sealed class SweepTestsOnPostgres(PostgresStore store) : SweepTests(store);

public abstract class SweepTests(TestStore store) : HostTests(store)
{
    [Fact]
    public async Task Concurrent_completions_on_two_hosts_end_the_sweep_exactly_once()
    {
        await Host.LaunchAsync("sweep", Study.Points(64));
        GrainHost[] hosts = [Host, await StartHostAsync()];
        await Task.WhenAll(Enumerable.Range(0, 16).Select(claimer => Task.Run(async () =>
        {
            var host = hosts[claimer % 2];
            var device = await host.DeviceAsync($"cpu:{claimer}");
            while (await device.Claim() is { } assignment)
            {
                await host.Experiment(assignment).Complete(assignment.Lease.Epoch, Study.Result);
            }
        })));
        await EndedAsync("sweep");
        var sweep = await Host.Sweep("sweep").Get();
        Assert.Equal((SweepStatus.Completed, 64), (sweep.Status, sweep.Counts.Completed));
        await Host.Sweep("sweep").Settle();
        Assert.Equal(2, await VersionAsync("sweep"));
    }

    [Fact]
    public async Task A_sweep_whose_settling_call_was_lost_is_ended_by_its_reminder()
    {
        await Host.LaunchAsync("sweep", Study.Points(1));
        // As a silo leaves it that is killed between the turn of the last completion and the call that follows it.
        await ExecuteAsync("DELETE FROM work");
        await ExecuteAsync("UPDATE experiment SET status = 'Completed'");
        Assert.Equal(0, await Host.DeliverDueRemindersAsync());
        await ExecuteAsync("UPDATE reminder SET due = 0");
        Assert.Equal(1, await Host.DeliverDueRemindersAsync());
        Assert.Equal(SweepStatus.Completed, (await Host.Sweep("sweep").Get()).Status);
        await ExecuteAsync("UPDATE reminder SET due = 0");
        Assert.Equal(0, await Host.DeliverDueRemindersAsync());
    }

    [Fact]
    public async Task A_sweep_with_a_failed_experiment_has_failed_when_all_have_ended()
    {
        await Host.LaunchAsync("sweep", Study.Points(2), launch => launch with { MaxAttempts = 1 });
        var device = await Host.DeviceAsync();
        await Host.Experiment((await device.Claim())!).Fail(1, Study.Crash);
        await Host.Sweep("sweep").Settle();
        Assert.Equal(SweepStatus.Running, (await Host.Sweep("sweep").Get()).Status);
        await Host.Experiment((await device.Claim())!).Complete(1, Study.Result);
        await EndedAsync("sweep");
        Assert.Equal(SweepStatus.Failed, (await Host.Sweep("sweep").Get()).Status);
    }

    [Fact]
    public async Task Cancelling_ends_what_waits_and_what_runs_and_keeps_what_completed()
    {
        await Host.LaunchAsync("sweep", Study.Points(5));
        var device = await Host.DeviceAsync();
        await Host.Experiment((await device.Claim())!).Complete(1, Study.Result);
        var running = (await device.Claim())!;
        await Host.Sweep("sweep").Cancel();
        await Host.Sweep("sweep").Cancel();
        var sweep = await Host.Sweep("sweep").Get();
        Assert.Equal(SweepStatus.Cancelled, sweep.Status);
        Assert.Equal(new ExperimentCounts(0, 0, 1, 0, 4), sweep.Counts);
        Assert.Null(await device.Claim());
        await Assert.ThrowsAsync<StaleLeaseException>(() => Host.Experiment(running).Complete(running.Lease.Epoch, Study.Result));
    }

    [Fact]
    public async Task A_cancelled_sweep_goes_on_when_launched_again()
    {
        await Host.LaunchAsync("sweep", Study.Points(3));
        var device = await Host.DeviceAsync();
        await Host.Experiment((await device.Claim())!).Complete(1, Study.Result);
        var running = (await device.Claim())!;
        await Host.Sweep("sweep").Cancel();
        Assert.Equal(new SweepLaunched("sweep", 2, 1, 0, 0), await Host.LaunchAsync("sweep", Study.Points(3)));
        var sweep = await Host.Sweep("sweep").Get();
        Assert.Equal((SweepStatus.Running, null), (sweep.Status, sweep.Ended));
        var again = (await device.Claim())!;
        Assert.Equal(running.Lease.Experiment, again.Lease.Experiment);
        Assert.Equal((1, running.Lease.Epoch + 1), (again.Attempt, again.Lease.Epoch));
    }

    [Fact]
    public async Task An_edited_sweep_keeps_adds_removes_and_reorders()
    {
        await Host.LaunchAsync("sweep", [.. "abcd".Select(cell => Study.Point($"{cell}"))]);
        var device = await Host.DeviceAsync();
        await Host.Experiment((await device.Claim())!).Complete(1, Study.Result);
        var running = (await device.Claim())!;

        var launched = await Host.LaunchAsync("sweep", [.. "edca".Select(cell => Study.Point($"{cell}"))]);
        Assert.Equal(new SweepLaunched("sweep", 3, 1, 0, 1), launched);
        Assert.Equal([running.Lease], await Host.Leases.RenewAsync([running.Lease]));
        Assert.Equal(["sweep/5", "sweep/4", "sweep/3", "sweep/1"], await TableAsync("sweep"));
        Assert.Equal(new ExperimentCounts(3, 0, 1, 0, 0), (await Host.Sweep("sweep").Get()).Counts);

        launched = await Host.LaunchAsync("sweep", [.. "ab".Select(cell => Study.Point($"{cell}"))]);
        Assert.Equal(new SweepLaunched("sweep", 1, 1, 0, 3), launched);
        Assert.Equal(["sweep/1", "sweep/2"], await TableAsync("sweep"));
        Assert.Equal("sweep/2", (await device.Claim())!.Lease.Experiment);
        Assert.Null(await device.Claim());
    }

    [Fact]
    public async Task Removing_all_that_was_open_ends_the_sweep()
    {
        await Host.LaunchAsync("sweep", Study.Points(2));
        await Host.Experiment((await (await Host.DeviceAsync()).Claim())!).Complete(1, Study.Result);
        Assert.Equal(
            new SweepLaunched("sweep", 0, 1, 0, 1, Status: SweepStatus.Completed),
            await Host.LaunchAsync("sweep", Study.Points(1)));
        Assert.Equal(SweepStatus.Completed, (await Host.Sweep("sweep").Get()).Status);
    }

    [Fact]
    public async Task Failed_experiments_get_all_their_attempts_anew_when_launched_again()
    {
        await Host.LaunchAsync("sweep", Study.Points(1), launch => launch with { MaxAttempts = 1 });
        var device = await Host.DeviceAsync();
        await Host.Experiment((await device.Claim())!).Fail(1, Study.Crash);
        await EndedAsync("sweep");
        await Host.LaunchAsync("sweep", Study.Points(1), launch => launch with { MaxAttempts = 2 });
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            var assignment = (await device.Claim())!;
            Assert.Equal((attempt, attempt + 1L), (assignment.Attempt, assignment.Lease.Epoch));
            await Host.Experiment(assignment).Fail(assignment.Lease.Epoch, Study.Crash);
        }

        Assert.Equal(ExperimentStatus.Failed, (await Host.Experiment("sweep/1").Get()).Status);
    }

    [Fact]
    public async Task Results_of_the_same_cells_in_other_sweeps_are_taken_over_unless_asked_to_start_fresh()
    {
        await Host.LaunchAsync("first", Study.Points(2));
        await Host.Experiment((await (await Host.DeviceAsync()).Claim())!).Complete(1, Study.Result);

        Assert.Equal(new SweepLaunched("second", 2, 0, 1, 0), await Host.LaunchAsync("second", Study.Points(3)));
        var reused = await Host.Experiment("second/1").Get();
        Assert.Equal((ExperimentStatus.Completed, "first/1"), (reused.Status, reused.ReusedFrom));
        Assert.Equivalent(Study.Result, reused.Result, strict: true);

        // Of the original, not of the copy.
        await Host.LaunchAsync("third", Study.Points(1));
        Assert.Equal("first/1", (await Host.Experiment("third/1").Get()).ReusedFrom);
        Assert.Equal(SweepStatus.Completed, (await Host.Sweep("third").Get()).Status);

        Assert.Equal(
            new SweepLaunched("fresh", 3, 0, 0, 0),
            await Host.LaunchAsync("fresh", Study.Points(3), launch => launch with { Fresh = true }));
    }

    [Fact]
    public async Task A_large_sweep_is_launched_and_cancelled_in_one_turn_each()
    {
        var launched = await Host.LaunchAsync("sweep", Study.Points(2_500));
        Assert.Equal(2_500, launched.Queued);
        Assert.Equal(2_500, (await Host.Sweep("sweep").Get()).Counts.Queued);
        var page = await Host.Queries.Experiments("sweep", offset: 2_490, limit: 5);
        Assert.Equal(Enumerable.Range(2_491, 5), page.Select(experiment => experiment.Number));
        await Host.Sweep("sweep").Cancel();
        Assert.Equal(2_500, (await Host.Sweep("sweep").Get()).Counts.Cancelled);
    }

    [Fact]
    public async Task Wrong_requests_are_refused_and_leave_nothing()
    {
        await Refused("Demo", Study.Points(1), "no sweep name");
        await Refused("demo", [], "no points");
        await Refused("demo", [Study.Point("a"), Study.Point("a")], "twice");
        await Assert.ThrowsAsync<ArgumentException>(
            () => Host.LaunchAsync("demo", Study.Points(1), launch => launch with { MaxAttempts = 0 }));
        Assert.Empty(await Host.Queries.Sweeps());
        Assert.Null(await Host.Queries.Sweep("demo"));
        await Assert.ThrowsAsync<GrainNotFoundException>(() => Host.Sweep("demo").Cancel());

        async Task Refused(string name, IReadOnlyList<ExperimentPoint> points, string because)
        {
            var exception = await Assert.ThrowsAsync<ArgumentException>(() => Host.LaunchAsync(name, points));
            Assert.Contains(because, exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_does_not_exist_is_not_found()
    {
        await Host.LaunchAsync("sweep", Study.Points(1));
        Assert.Null(await Host.Queries.Experiment("sweep/2"));
        Assert.Null(await Host.Queries.Experiment("sweep"));
        Assert.Null(await Host.Queries.Experiment("sweep/one"));
        Assert.Empty(await Host.Queries.Experiments("none"));
        Assert.Empty(await Host.Queries.Metrics("none/1"));
        await Assert.ThrowsAsync<GrainNotFoundException>(() => Host.Experiment("sweep/2").Cancel());
    }

    [Fact]
    public async Task Sweeps_are_shown_newest_first_and_experiments_by_status()
    {
        await Host.LaunchAsync("older", Study.Points(1));
        await Task.Delay(5);
        await Host.LaunchAsync("newer", Study.Points(2), launch => launch with { Priority = 1 });
        Assert.Equal(["newer", "older"], (await Host.Queries.Sweeps()).Select(sweep => sweep.Id));
        await (await Host.DeviceAsync()).Claim();
        Assert.Equal("newer/1", Assert.Single(await Host.Queries.Experiments("newer", ExperimentStatus.Running)).Id);
        Assert.Equal("newer/2", Assert.Single(await Host.Queries.Experiments("newer", ExperimentStatus.Queued)).Id);
    }

    private Task EndedAsync(string sweep) =>
        Until.TrueAsync(async () => (await Host.Sweep(sweep).Get()).Ended is not null);

    private async Task<IEnumerable<string>> TableAsync(string sweep) =>
        (await Host.Queries.Experiments(sweep)).Select(experiment => experiment.Id);

    private async Task ExecuteAsync(string sql)
    {
        await using var database = Database.Open(Store, TimeProvider.System, TimeSpan.FromSeconds(30));
        await using var session = await database.OpenSessionAsync(readOnly: false, default);
        session.Defer(new(sql));
        await session.CommitAsync();
    }

    private async Task<long> VersionAsync(string sweep)
    {
        await using var database = Database.Open(Store, TimeProvider.System, TimeSpan.FromSeconds(30));
        await using var session = await database.OpenSessionAsync(readOnly: true, default);
        return (await session.QueryAsync(
            new("SELECT version FROM grain_state WHERE key = @key AND name = 'sweep'", ("@key", sweep)),
            row => row.GetInt64(0)))[0];
    }
}
