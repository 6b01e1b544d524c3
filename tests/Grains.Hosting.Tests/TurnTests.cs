using System.Diagnostics;
using Counterfactual.Grains.Hosting.Store;
using Counterfactual.Grains.Hosting.Turns;

namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class TurnTestsOnSqlite(SqliteStore store) : TurnTests(store);

[Collection(PostgresCollection.Name)]
public sealed class TurnTestsOnPostgres(PostgresStore store) : TurnTests(store);

public abstract class TurnTests(TestStore store) : HostTests(store)
{
    [Fact]
    public async Task A_call_tree_commits_together()
    {
        await Counter("a").AddBoth("b", 3);
        Assert.Equal([3, 3], await Counter("x").GetAll(["a", "b"]));
    }

    [Fact]
    public async Task A_failing_call_tree_leaves_nothing()
    {
        await Counter("a").Add(1);
        await Assert.ThrowsAsync<CounterException>(() => Counter("a").AddThenFailIn("b", 5));
        Assert.Equal([1, 0], await Counter("x").GetAll(["a", "b"]));
    }

    [Fact]
    public async Task A_failed_nested_call_rolls_back_the_turn_even_where_its_caller_caught_it()
    {
        await Assert.ThrowsAsync<CounterException>(() => Counter("a").AddAndSwallowFailureIn("b", 5));
        Assert.Equal([0, 0], await Counter("x").GetAll(["a", "b"]));
    }

    [Fact]
    public async Task A_call_back_into_a_grain_meets_the_same_activation()
    {
        Assert.Equal(14, await Counter("a").AddThrough("b", 7));
        Assert.Equal(14, await Counter("a").Get());
    }

    [Fact]
    public async Task Concurrent_turns_on_one_new_grain_lose_no_update()
    {
        var other = await StartHostAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(turn =>
            Task.Run(() => Counter("a", turn % 2 == 0 ? Host : other).Add(1))));
        Assert.Equal(64, await Counter("a").Get());
        Assert.Equal(Enumerable.Range(1, 64), results.Order());
    }

    [Fact]
    public async Task Turns_that_take_two_grains_in_opposite_order_all_succeed()
    {
        var other = await StartHostAsync();
        await Task.WhenAll(Enumerable.Range(0, 30).Select(turn => Task.Run(() => turn % 2 == 0
            ? Counter("a").AddBoth("b", 1)
            : Counter("b", other).AddBoth("a", 1))));
        Assert.Equal([30, 30], await Counter("x").GetAll(["a", "b"]));
    }

    [Fact]
    public async Task A_turn_that_conflicted_takes_the_grains_it_wanted_in_the_order_of_all_turns()
    {
        await using var database = Database.Open(Store, TimeProvider.System, TimeSpan.FromSeconds(30));
        var catalogue = new GrainCatalogue([typeof(CounterGrain).Assembly], new(TimeSpan.FromSeconds(1), []));
        var runner = new TurnRunner(database, catalogue, new(), _ => { });
        var (a, b, c) = (Id("a"), Id("b"), Id("c"));
        List<IReadOnlyCollection<GrainId>> locked = [];
        await runner.RunAsync(readOnly: false, async turn =>
        {
            locked.Add([.. turn.Touched]);
            await turn.ActivateAsync(locked.Count == 1 ? c : b);
            if (locked.Count <= 2)
            {
                await turn.ActivateAsync(a);
                throw Conflict();
            }

            return 0;
        });
        Assert.Equal([[], [a, c], [a, b, c]], locked);

        GrainId Id(string key) => catalogue.Identify(typeof(ICounterGrain), key);
    }

    [Fact]
    public async Task An_observer_never_sees_half_of_a_call_tree()
    {
        var other = await StartHostAsync();
        var writing = Task.Run(async () =>
        {
            for (var turn = 0; turn < 100; turn++)
            {
                await Counter("a", other).AddBoth("b", 1);
            }
        });
        while (!writing.IsCompleted)
        {
            var values = await Counter("x").GetAll(["a", "b"]);
            Assert.Equal(values[0], values[1]);
        }

        await writing;
        Assert.Equal([100, 100], await Counter("x").GetAll(["a", "b"]));
    }

    [Fact]
    public async Task A_read_only_call_does_not_wait_for_a_turn_that_changes_the_grain()
    {
        await Counter("a").Add(1);
        using var gate = Gate.New();
        var changing = Counter("a").AddBehind(gate.Name, 1);
        await gate.Reached;
        Assert.Equal(1, await Counter("a").Get());
        gate.Open();
        await changing;
        Assert.Equal(2, await Counter("a").Get());
    }

    [Fact]
    public async Task A_read_only_method_that_changes_something_is_refused()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Counter("a").ChangeNevertheless());
        await Assert.ThrowsAsync<InvalidOperationException>(() => Counter("a").CallAddNevertheless("b"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Counter("a").CallOneWayNevertheless("b"));
        Assert.Equal([0, 0], await Counter("x").GetAll(["a", "b"]));
    }

    [Fact]
    public async Task Equal_one_way_calls_of_a_turn_are_made_once_after_it_committed()
    {
        await Counter("a").AddLater("b", fail: false);
        await Until.TrueAsync(async () => await Counter("b").Get() > 0);
        await Counter("c").AddLater("d", fail: false);
        await Until.TrueAsync(async () => await Counter("d").Get() > 0);
        Assert.Equal([1, 1], await Counter("x").GetAll(["b", "d"]));
    }

    [Fact]
    public async Task One_way_calls_of_a_turn_that_failed_are_never_made()
    {
        await Assert.ThrowsAsync<CounterException>(() => Counter("a").AddLater("b", fail: true));
        // One-way calls are made in order: when the second has been made, the first would have been.
        await Counter("a").AddLater("c", fail: false);
        await Until.TrueAsync(async () => await Counter("c").Get() > 0);
        Assert.Equal(0, await Counter("b").Get());
    }

    [Fact]
    public async Task Cleared_state_is_gone()
    {
        await Counter("a").Add(1);
        await Counter("a").Clear();
        Assert.Equal(0, await Counter("a").Get());
        Assert.Equal(2, await Counter("a").Add(2));
    }

    [Fact]
    public async Task A_reference_taken_in_a_turn_is_useless_after_it()
    {
        var kept = await Counter("a").Leak("b");
        await Assert.ThrowsAsync<ObjectDisposedException>(() => kept.Add(1));
        Assert.Equal(0, await Counter("b").Get());
    }

    [Fact]
    public async Task A_turn_that_conflicts_is_tried_a_bounded_number_of_times()
    {
        var runs = 0;
        await using var database = Database.Open(Store, TimeProvider.System, TimeSpan.FromSeconds(30));
        var runner = new TurnRunner(
            database, new([], new(TimeSpan.FromSeconds(1), [])),
            new() { Attempts = 4, LongestPause = TimeSpan.FromMilliseconds(1) }, _ => { });
        var conflict = Conflict();
        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => runner.RunAsync<int>(readOnly: false, turn =>
        {
            runs++;
            throw conflict;
        }));
        Assert.Same(conflict, thrown);
        Assert.Equal(4, runs);
    }

    [Fact]
    public async Task A_process_killed_in_a_turn_leaves_nothing_of_it_and_keeps_no_lock()
    {
        await Counter("a").Add(1);
        using var process = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!, [typeof(KilledProcess).Assembly.Location, "stay-in-a-turn", Store, "a"])
        {
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("in a turn", await process.StandardOutput.ReadLineAsync());
        Assert.Equal([1, 0], await Counter("x").GetAll(["a", "a-other"]));
        process.Kill();
        await process.WaitForExitAsync();
        await Counter("a").AddBoth("a-other", 1);
        Assert.Equal([2, 1], await Counter("x").GetAll(["a", "a-other"]));
    }

    [Fact]
    public async Task A_version_that_a_database_lacks_is_run_although_it_has_newer_ones()
    {
        await using var database = Database.Open(Store, TimeProvider.System, TimeSpan.FromSeconds(30));
        await using (var session = await database.OpenSessionAsync(readOnly: false, default))
        {
            session.Defer(new("DROP TABLE drained_device"));
            session.Defer(new("DROP TABLE silo"));
            session.Defer(new("DELETE FROM schema_version WHERE version = 40"));
            await session.CommitAsync();
        }

        await StartHostAsync();
        await using var after = await database.OpenSessionAsync(readOnly: true, default);
        Assert.Empty(await after.QueryAsync(new("SELECT name FROM silo"), row => row.GetString(0)));
        Assert.Contains(40, await after.QueryAsync(new("SELECT version FROM schema_version"), row => row.GetInt32(0)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_database_of_a_newer_program_is_refused(int fromNewest)
    {
        await using (var database = Database.Open(Store, TimeProvider.System, TimeSpan.FromSeconds(30)))
        await using (var session = await database.OpenSessionAsync(readOnly: false, default))
        {
            session.Defer(new(
                "INSERT INTO schema_version (version) VALUES (@version)", ("@version", Migrations.Newest + fromNewest)));
            await session.CommitAsync();
        }

        var exception = await Assert.ThrowsAsync<StoreException>(() => StartHostAsync());
        Assert.Contains($"schema version {Migrations.Newest + fromNewest}", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mysql://here", "is no store")]
    [InlineData("sqlite:", "names no file")]
    [InlineData("sqlite:/no/such/directory/store.db", "cannot open")]
    [InlineData("Host=/no/such/directory;Username=nobody", "cannot use the store")]
    [InlineData("postgres://localhost:port/name", "cannot be read")]
    public async Task A_store_that_cannot_be_used_is_refused(string store, string because)
    {
        Store = store;
        var exception = await Assert.ThrowsAsync<StoreException>(() => StartHostAsync());
        Assert.Contains(because, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hosts_that_start_at_once_migrate_once()
    {
        Store = await NewStoreAsync();
        var started = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => StartHostAsync())));
        await Task.WhenAll(started.Select(host => Counter("a", host).Add(1)));
        Assert.Equal(6, await Counter("a", started[0]).Get());
    }

    [Fact]
    public async Task The_time_of_a_turn_is_the_same_throughout()
    {
        var (before, after) = await Counter("a").TimeAround("b");
        Assert.Equal(before, after);
        Assert.InRange((before - DateTimeOffset.UtcNow).TotalMinutes, -1, 1);
    }

    private ICounterGrain Counter(string key, GrainHost? host = null) => (host ?? Host).Client.GetGrain<ICounterGrain>(key);

    private Exception Conflict() => Store.StartsWith("sqlite:", StringComparison.Ordinal)
        ? new Microsoft.Data.Sqlite.SqliteException("database is locked", SQLitePCL.raw.SQLITE_BUSY)
        : new Npgsql.PostgresException("deadlock detected", "ERROR", "ERROR", Npgsql.PostgresErrorCodes.DeadlockDetected);
}
