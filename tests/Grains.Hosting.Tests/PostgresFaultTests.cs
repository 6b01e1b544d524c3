using System.Collections.Concurrent;
using Counterfactual.Grains.Experiments;

namespace Counterfactual.Grains.Hosting.Tests;

/// <summary>A PostgreSQL that loses connections, restarts and leaves commits in doubt: nothing is lost or done twice.</summary>
public sealed class PostgresFaultTests : IAsyncLifetime
{
    private const string KillOne = """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'counterfactual' AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1
        """;

    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(3);

    private readonly List<GrainHost> hosts = [];
    private PostgresServer server = null!;
    private string store = "";

    public async Task InitializeAsync()
    {
        server = await PostgresServer.StartAsync();
        store = await server.CreateDatabaseAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var host in hosts)
        {
            await host.DisposeAsync();
        }

        await server.DisposeAsync();
    }

    [Fact]
    public async Task Under_load_with_connections_killed_at_random_every_experiment_is_completed_once()
    {
        GrainHost[] two = [await StartAsync(), await StartAsync()];
        const int Experiments = 200;
        await two[0].LaunchAsync("sweep", Study.Points(Experiments), launch => launch with { MaxAttempts = 1000 });
        using var stop = new CancellationTokenSource();
        var killing = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await server.ExecuteAsync(KillOne);
                await Task.Delay(Random.Shared.Next(5, 30));
            }
        });
        var completions = new ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() =>
            WorkAsync(two[number % 2], $"cpu:{number}", "sweep", Experiments, completions))));
        await stop.CancelAsync();
        await killing;

        var ended = await two[1].Queries.Experiments("sweep");
        Assert.All(ended, experiment => Assert.Equal(ExperimentStatus.Completed, experiment.Status));
        Assert.Equal(Experiments, completions.Distinct().Count());
        Assert.Equal(Experiments, (await two[1].Queries.Devices()).Sum(device => device.Completed));
    }

    [Fact]
    public async Task A_restart_of_the_server_is_waited_for_by_whatever_loops()
    {
        var host = await StartAsync(options => options with
        {
            ReminderPeriod = TimeSpan.FromMilliseconds(100),
            LeaseDuration = TimeSpan.FromSeconds(1),
        });
        await host.LaunchAsync("sweep", Study.Points(1));
        var lost = (await (await host.DeviceAsync()).Claim())!;
        await server.StopAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => host.Experiment(lost).Get());
        await Assert.ThrowsAsync<StoreUnavailableException>(() => host.Leases.RenewAsync([lost.Lease]));
        await Task.Delay(Outage);
        await server.StartAgainAsync();

        // The lease ran out meanwhile: the reminder finds it, and a waiting trainer is told,
        // which the poll of ten minutes would not.
        var next = host.NextWork();
        await Until.TrueAsync(async () => (await host.Experiment(lost).Get()).Status == ExperimentStatus.Queued);
        Assert.Equal([lost.Lease], await host.Leases.RenewAsync([lost.Lease]));
        await next.WaitAsync(TimeSpan.FromMinutes(2));
        var other = await StartAsync();
        await Until.TrueAsync(async () =>
        {
            next = host.NextWork();
            await other.LaunchAsync($"more-{Guid.NewGuid():N}", [Study.Point($"{Guid.NewGuid()}")]);
            return await Task.WhenAny(next, Task.Delay(50)) == next;
        });
    }

    [Fact]
    public async Task After_a_crash_of_the_server_what_was_committed_is_there()
    {
        var host = await StartAsync();
        await host.LaunchAsync("sweep", Study.Points(5));
        var running = (await (await host.DeviceAsync()).Claim())!;
        await server.CrashAsync();
        await server.StartAgainAsync();
        await host.Experiment(running).Complete(running.Lease.Epoch, Study.Result);
        Assert.Equal((4, 1), await CountsAsync(host));
    }

    [Fact]
    public async Task A_host_that_starts_while_the_server_does_waits_for_it_and_otherwise_says_that_it_is_not_there()
    {
        await server.StopAsync();
        await Assert.ThrowsAsync<StoreException>(() => StartAsync());
        var starting = StartAsync(options => options with { StartPatience = TimeSpan.FromMinutes(2) });
        await server.StartAgainAsync();
        await (await starting).LaunchAsync("sweep", Study.Points(1));
    }

    [Fact]
    public async Task A_connection_that_ends_before_its_commit_leaves_the_turn_in_doubt_and_undone()
    {
        var host = await StartAsync();
        await host.LaunchAsync("sweep", Study.Points(2));
        var running = (await (await host.DeviceAsync()).Claim())!;
        await ExecuteAsync("""
            CREATE FUNCTION end_connection() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(10); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER at_commit AFTER UPDATE ON experiment DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW WHEN (NEW.status = 'Completed') EXECUTE FUNCTION end_connection()
            """);
        await Assert.ThrowsAsync<TurnInDoubtException>(() =>
            host.Experiment(running).Complete(running.Lease.Epoch, Study.Result));
        Assert.Equal(ExperimentStatus.Running, (await host.Experiment(running).Get()).Status);
        await ExecuteAsync("DROP TRIGGER at_commit ON experiment");
        await host.Experiment(running).Complete(running.Lease.Epoch, Study.Result);
        Assert.Equal((1, 1), await CountsAsync(host));
    }

    [Fact]
    public async Task A_connection_that_ends_after_its_commit_leaves_a_turn_in_doubt_and_its_report_again_changes_nothing()
    {
        var host = await StartAsync();
        await host.LaunchAsync("sweep", Study.Points(2));
        var device = await host.DeviceAsync();
        var running = (await device.Claim())!;
        await Assert.ThrowsAsync<TurnInDoubtException>(() => LoseAnswerAsync(
            () => host.Experiment(running).Complete(running.Lease.Epoch, Study.Result)));
        var completed = await host.Experiment(running).Get();
        Assert.Equal(ExperimentStatus.Completed, completed.Status);
        await host.Experiment(running).Complete(running.Lease.Epoch, Study.Result with { Epoch = 9 });
        Assert.Equivalent(completed, await host.Experiment(running).Get(), strict: true);

        // A claim whose answer is lost is found and handed back; it costs no attempt.
        await Assert.ThrowsAsync<TurnInDoubtException>(() => LoseAnswerAsync(() => device.Claim()));
        Assert.Equal("sweep/2", (await device.Get()).Experiment);
        await device.HandBack();
        Assert.Equal((1, 2L), await ClaimedAsync());

        async Task<(int Attempt, long Epoch)> ClaimedAsync() =>
            await device.Claim() is { } claimed ? (claimed.Attempt, claimed.Lease.Epoch) : default;
    }

    [Fact]
    public async Task The_clocks_of_silos_do_not_matter()
    {
        var early = await StartAsync(options => options with { Time = new ShiftedTime(TimeSpan.FromDays(-1)) });
        var late = await StartAsync(options => options with { Time = new ShiftedTime(TimeSpan.FromDays(1)) });
        await late.LaunchAsync("sweep", Study.Points(2));
        var first = (await (await early.DeviceAsync("cpu:0", "early")).Claim())!;
        var second = (await (await late.DeviceAsync("cpu:0", "late")).Claim())!;
        Assert.InRange((second.Lease.Expires - first.Lease.Expires).TotalMinutes, 0, 5);
        Assert.Equal(0, await late.DeliverDueRemindersAsync() + await early.DeliverDueRemindersAsync());
        Assert.Empty(await late.Leases.RenewAsync([first.Lease, second.Lease]));
        Assert.Empty(await early.Leases.RenewAsync([first.Lease, second.Lease]));
        await early.Silos.EnterAsync(new("early", "1", "1", ""));
        Assert.True(Assert.Single(await late.Silos.AllAsync()).IsAlive);
        await late.Experiment(first).Complete(first.Lease.Epoch, Study.Result);
        var done = await early.Experiment(first).Get();
        Assert.InRange((DateTime.UtcNow - done.Ended!.Value).TotalMinutes, -5, 5);
    }

    /// <summary>Claims and completes until all are, as a trainer does that loses its store now and then.</summary>
    private static async Task WorkAsync(GrainHost host, string name, string sweep, int count, ConcurrentBag<string> completions)
    {
        var device = await AgainAsync(() => host.DeviceAsync(name));
        while ((await AgainAsync(() => host.Sweep(sweep).Get())).Counts.Completed < count)
        {
            var assignment = await AgainAsync(async () =>
            {
                await device.HandBack();
                return await device.Claim();
            });
            if (assignment is not null)
            {
                await AgainAsync(async () =>
                {
                    await host.Experiment(assignment).Complete(assignment.Lease.Epoch, Study.Result);
                    return 0;
                });
                completions.Add(assignment.Lease.Experiment);
            }
        }
    }

    private static async Task<T> AgainAsync<T>(Func<Task<T>> turn)
    {
        while (true)
        {
            try
            {
                return await turn();
            }
            catch (Exception lost) when (lost is TurnInDoubtException or StoreUnavailableException)
            {
                await Task.Delay(1);
            }
        }
    }

    private static async Task<(int Queued, int Completed)> CountsAsync(GrainHost host)
    {
        var counts = (await host.Sweep("sweep").Get()).Counts;
        return (counts.Queued, counts.Completed);
    }

    /// <summary>
    /// Makes a turn whose commit is done, but not answered: it waits for a standby that does not exist, and is cut off.
    /// </summary>
    private async Task LoseAnswerAsync(Func<Task> turn)
    {
        await ConfigureAsync("nobody");
        var calling = turn();
        try
        {
            await Until.TrueAsync(async () =>
            {
                await server.ExecuteAsync(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
                return calling.IsCompleted;
            });
        }
        finally
        {
            await ConfigureAsync("");
        }

        await calling;
    }

    private async Task ConfigureAsync(string standbys)
    {
        await server.ExecuteAsync($"ALTER SYSTEM SET synchronous_standby_names = '{standbys}'");
        await server.ExecuteAsync("SELECT pg_reload_conf()");
        await Until.TrueAsync(async () => await server.QueryAsync("SHOW synchronous_standby_names") == standbys);
    }

    private Task ExecuteAsync(string sql) => server.ExecuteAsync(sql, store);

    private async Task<GrainHost> StartAsync(Func<GrainHostOptions, GrainHostOptions>? change = null)
    {
        var options = new GrainHostOptions
        {
            Store = store,
            GrainAssemblies = [typeof(Counterfactual.Grains.Sweeps.SweepGrain).Assembly],
            Services = [new RetryOptions { FirstDelay = TimeSpan.Zero }],
            ReminderPeriod = Timeout.InfiniteTimeSpan,
            WorkPoll = TimeSpan.FromMinutes(10),
            LeaseDuration = TimeSpan.FromMinutes(10),
        };
        var host = await GrainHost.StartAsync(change?.Invoke(options) ?? options);
        hosts.Add(host);
        return host;
    }

    private sealed class ShiftedTime(TimeSpan shift) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;
    }
}
