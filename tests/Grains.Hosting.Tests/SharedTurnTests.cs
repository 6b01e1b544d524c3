using System.Diagnostics;
using Counterfactual.Grains.Experiments;

namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class SharedTurnTestsOnSqlite(SqliteStore store) : SharedTurnTests(store);

[Collection(PostgresCollection.Name)]
public sealed class SharedTurnTestsOnPostgres(PostgresStore store) : SharedTurnTests(store);

/// <summary>Calls that share a turn: each has the outcome that it would have alone.</summary>
public abstract class SharedTurnTests(TestStore store) : HostTests(store)
{
    [Fact]
    public async Task Calls_that_wait_while_one_runs_share_a_turn_and_each_has_its_own_result()
    {
        var turns = await Task.WhenAll(await BehindOneThatRunsAsync(10, (counter, index) => counter.AddTogether(index)));
        Assert.Equal(Enumerable.Range(0, 10), turns.Select(turn => turn.Value));
        Assert.Single(turns.Select(turn => turn.Turn).Distinct());
    }

    [Fact]
    public async Task Each_call_is_made_in_its_callers_span_whichever_share_the_turn()
    {
        using var gate = Gate.New();
        var first = Counter("first").SpanTogether(gate.Name);
        await gate.Reached;
        var calls = Enumerable.Range(0, 5).Select(index =>
        {
            using var caller = new Activity($"caller {index}").Start();
            return (caller.Id, Call: Counter($"{index}").SpanTogether());
        }).ToArray();
        var alone = Counter("alone").SpanTogether();
        gate.Open();
        Assert.Null((await first).Span);
        Assert.Null((await alone).Span);
        foreach (var (caller, call) in calls)
        {
            Assert.Equal((caller, (await alone).Turn), await call);
        }
    }

    [Fact]
    public async Task Calls_of_several_methods_wait_for_one_round_in_which_each_method_has_a_turn()
    {
        using var gate = Gate.New();
        var first = Counter("first").AddTogether(1, gate.Name);
        await gate.Reached;
        var added = Enumerable.Range(0, 5).Select(index => Counter($"added {index}").AddTogether(index)).ToArray();
        var seen = Enumerable.Range(0, 5).Select(index => Counter($"seen {index}").SpanTogether()).ToArray();
        gate.Open();
        await first;
        Assert.NotEqual(
            Assert.Single((await Task.WhenAll(added)).Select(call => call.Turn).Distinct()),
            Assert.Single((await Task.WhenAll(seen)).Select(call => call.Turn).Distinct()));
    }

    [Fact]
    public async Task Calls_of_one_grain_that_share_a_turn_see_each_other()
    {
        using var gate = Gate.New();
        var first = Counter("first").AddTogether(1, gate.Name);
        await gate.Reached;
        var others = Enumerable.Range(0, 20).Select(_ => Counter("same").AddTogether(1)).ToArray();
        gate.Open();
        await first;
        Assert.Equal(Enumerable.Range(1, 20), (await Task.WhenAll(others)).Select(turn => turn.Value).Order());
        Assert.Equal(20, await Counter("same").Get());
    }

    [Fact]
    public async Task A_call_that_fails_leaves_nothing_and_does_not_fail_those_that_shared_its_turn()
    {
        var calls = await BehindOneThatRunsAsync(10, (counter, index) => counter.AddTogether(index, fail: index % 4 == 3));
        for (var index = 0; index < calls.Length; index++)
        {
            if (index % 4 == 3)
            {
                await Assert.ThrowsAsync<CounterException>(() => calls[index]);
            }
            else
            {
                Assert.Equal(index, (await calls[index]).Value);
            }
        }

        Assert.Equal(
            Enumerable.Range(0, 10).Select(index => index % 4 == 3 ? 0 : index),
            await Counter("x").GetAll([.. Enumerable.Range(0, 10).Select(index => $"{index}")]));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_does_not_cancel_those_that_shared_its_turn()
    {
        using var cancelled = new CancellationTokenSource();
        var calls = await BehindOneThatRunsAsync(
            3,
            (counter, index) => counter.AddTogether(1, cancellation: index == 1 ? cancelled.Token : default),
            cancelled.Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calls[1]);
        await Task.WhenAll(calls[0], calls[2]);
        Assert.Equal([1, 0, 1], await Counter("x").GetAll(["0", "1", "2"]));
    }

    [Fact]
    public async Task A_turn_that_stands_still_does_not_keep_the_next_ones_for_long()
    {
        var host = await StartHostAsync(options => options with
        {
            Turns = new() { SharedTurnPatience = TimeSpan.FromMilliseconds(100) },
        });
        using var gate = Gate.New();
        var still = Counter("a", host).AddTogether(1, gate.Name);
        await gate.Reached;
        if (Store.StartsWith("sqlite:", StringComparison.Ordinal))
        {
            // There one turn that changes something keeps all others waiting, whatever they share.
            gate.Open();
        }

        Assert.Equal(2, (await Counter("b", host).AddTogether(2)).Value);
        gate.Open();
        await still;
    }

    [Fact]
    public async Task Among_completions_at_once_a_stale_one_is_refused_and_the_others_count()
    {
        await Host.LaunchAsync("sweep", Study.Points(24));
        var assignments = await Task.WhenAll(Enumerable.Range(0, 24).Select(async index =>
            (await (await Host.DeviceAsync($"cpu:{index}")).Claim())!));
        Assert.Equal(24, assignments.Select(assignment => assignment.Lease.Experiment).Distinct().Count());
        var reports = assignments.Select((assignment, index) => Host.Experiment(assignment)
            .Complete(assignment.Lease.Epoch + (index % 8 == 5 ? 1 : 0), Study.Result)).ToArray();
        await Task.WhenAll(reports).ContinueWith(_ => { }, TaskScheduler.Default);
        for (var index = 0; index < reports.Length; index++)
        {
            var status = (await Host.Experiment(assignments[index]).Get()).Status;
            Assert.Equal(
                index % 8 == 5 ? (typeof(StaleLeaseException), ExperimentStatus.Running) : (null, ExperimentStatus.Completed),
                (reports[index].Exception?.InnerException?.GetType(), status));
        }

        Assert.Equal((21, 3), await CountsAsync());
    }

    [Fact]
    public async Task Claims_at_once_keep_a_sweep_below_its_limit()
    {
        var other = await StartHostAsync();
        await Host.LaunchAsync("sweep", Study.Points(40), launch => launch with { MaxConcurrent = 5 });
        var claimed = await Task.WhenAll(Enumerable.Range(0, 32).Select(index => Task.Run(async () =>
            await (await (index % 2 == 0 ? Host : other).DeviceAsync($"cpu:{index}")).Claim())));
        Assert.Equal(5, claimed.Count(assignment => assignment is not null));
        Assert.Equal((0, 5), await CountsAsync());
    }

    /// <summary>Calls to counters 0, 1 and so on that come while another call runs, and so share the next turn.</summary>
    private async Task<Task<(int Value, Guid Turn)>[]> BehindOneThatRunsAsync(
        int count, Func<ICounterGrain, int, Task<(int Value, Guid Turn)>> call, Action? meanwhile = null)
    {
        using var gate = Gate.New();
        var first = Counter("first").AddTogether(1, gate.Name);
        await gate.Reached;
        var calls = Enumerable.Range(0, count).Select(index => call(Counter($"{index}"), index)).ToArray();
        meanwhile?.Invoke();
        gate.Open();
        await first;
        await Task.WhenAll(calls).ContinueWith(_ => { }, TaskScheduler.Default);
        return calls;
    }

    private async Task<(int Completed, int Running)> CountsAsync()
    {
        var counts = (await Host.Sweep("sweep").Get()).Counts;
        return (counts.Completed, counts.Running);
    }

    private ICounterGrain Counter(string key, GrainHost? host = null) => (host ?? Host).Client.GetGrain<ICounterGrain>(key);
}
