using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class EarlyStoppingTestsOnSqlite(SqliteStore store) : EarlyStoppingTests(store);

[Collection(PostgresCollection.Name)]
public sealed class EarlyStoppingTestsOnPostgres(PostgresStore store) : EarlyStoppingTests(store);

public abstract class EarlyStoppingTests(TestStore store) : HostTests(store)
{
    private static readonly EarlyStopping Thirds = new() { Metric = "validation.accuracy" };

    private static readonly ExperimentResult Stopped = Study.Result with { Epoch = 1, Stopped = new(1, 1) };

    [Fact]
    public async Task The_best_third_goes_on_and_the_same_question_gets_the_same_answer_whoever_came_meanwhile()
    {
        var running = await RunAsync(4);
        Assert.True(await DecideAsync(running[0], 0.5));
        Assert.False(await DecideAsync(running[1], 0.4));
        Assert.True(await DecideAsync(running[2], 0.6));
        Assert.False(await DecideAsync(running[3], 0.55));
        Assert.True(await DecideAsync(running[0], 0.5));
        Assert.False(await DecideAsync(running[3], 0.55));
        Assert.Equal(
            [new(1, 1, 1, 0.5, 0, 0, true), new(2, 1, 1, 0.4, 1, 1, false), new(3, 1, 1, 0.6, 2, 0, true),
                new(4, 1, 1, 0.55, 3, 1, false)],
            await Host.Queries.Rungs("sweep"));
    }

    [Fact]
    public async Task Where_low_is_better_the_lowest_goes_on()
    {
        var lowest = Thirds with { Mode = MetricMode.Min };
        var running = await RunAsync(2, lowest);
        Assert.True(await DecideAsync(running[0], 0.5, lowest));
        Assert.True(await DecideAsync(running[1], 0.4, lowest));
        Assert.Equal([0, 0], (await Host.Queries.Rungs("sweep")).Select(decision => decision.Better));
    }

    [Fact]
    public async Task A_question_under_an_old_lease_is_refused_and_the_next_attempt_is_told_what_the_first_was()
    {
        var running = await RunAsync(2);
        await DecideAsync(running[0], 0.5);
        Assert.False(await DecideAsync(running[1], 0.4));
        await Host.Experiment(running[1]).Fail(running[1].Lease.Epoch, Study.Crash);
        await Assert.ThrowsAsync<StaleLeaseException>(() => DecideAsync(running[1], 0.9));
        var again = (await (await Host.DeviceAsync()).Claim())!;
        Assert.False(await DecideAsync(again, 0.4));
        await Assert.ThrowsAsync<ArgumentException>(() => DecideAsync(again, double.NaN));
        Assert.Equal(2, (await Host.Queries.Rungs("sweep")).Count);
    }

    [Fact]
    public async Task Many_at_once_are_decided_one_after_the_other_and_every_decision_follows_from_what_was_recorded()
    {
        var running = await RunAsync(32);
        var answers = await Task.WhenAll(running.Select((assignment, index) =>
            Task.Run(() => DecideAsync(assignment, index * 7 % 32 / 32.0))));
        var decisions = await Host.Queries.Rungs("sweep");
        Assert.Equal(Enumerable.Range(0, 32), decisions.Select(decision => decision.Recorded));
        foreach (var decision in decisions)
        {
            Assert.Equal(
                decisions.Count(other => other.Recorded < decision.Recorded && other.Value > decision.Value), decision.Better);
            Assert.Equal(Thirds.GoesOn(decision.Recorded, decision.Better), decision.GoesOn);
            Assert.Equal(answers[decision.Number - 1], decision.GoesOn);
        }
    }

    [Fact]
    public async Task A_sweep_that_stops_nothing_records_nothing()
    {
        var running = await RunAsync(1, null);
        Assert.True(await DecideAsync(running[0], 0));
        Assert.Empty(await Host.Queries.Rungs("sweep"));
        Assert.Null((await Host.Sweep("sweep").Rules()).EarlyStopping);
    }

    [Fact]
    public async Task What_was_stopped_is_kept_but_no_other_sweep_takes_it_over()
    {
        var running = await RunAsync(2);
        await Host.Experiment(running[0]).Complete(running[0].Lease.Epoch, Study.Result);
        await Host.Experiment(running[1]).Complete(running[1].Lease.Epoch, Stopped);
        await Host.MakeOneWayCallsAsync();
        Assert.Equal(SweepStatus.Completed, (await Host.Sweep("sweep").Get()).Status);
        Assert.Equal(new EarlyStop(1, 1), (await Host.Experiment("sweep/2").Get()).Result!.Stopped);

        var other = await Host.LaunchAsync("other", Study.Points(2));
        Assert.Equal((1, 1), (other.Reused, other.Queued));
        var again = await LaunchAsync(2, Thirds);
        Assert.Equal((2, 0), (again.Kept, again.Queued));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_stopped_is_run_again_once_nothing_is_to_be_stopped_or_by_another_rule(bool byAnotherRule)
    {
        var running = await RunAsync(2);
        await DecideAsync(running[0], 0.5);
        await DecideAsync(running[1], 0.4);
        await Host.Experiment(running[0]).Complete(running[0].Lease.Epoch, Study.Result);
        await Host.Experiment(running[1]).Complete(running[1].Lease.Epoch, Stopped);

        var launched = await LaunchAsync(2, byAnotherRule ? Thirds with { GraceEpochs = 2 } : null);

        Assert.Equal((1, 1), (launched.Kept, launched.Queued));
        Assert.Empty(await Host.Queries.Rungs("sweep"));
        var again = (await (await Host.DeviceAsync()).Claim())!;
        Assert.Equal(("sweep/2", 1, null), (again.Lease.Experiment, again.Attempt, again.Checkpoint));
        Assert.True(again.Lease.Epoch > running[1].Lease.Epoch);
    }

    [Fact]
    public async Task An_attempt_that_began_under_another_rule_goes_on_and_leaves_no_mark_on_the_new_rungs()
    {
        var running = await RunAsync(2);
        var byLoss = Thirds with { Metric = "validation.loss", Mode = MetricMode.Min };
        await LaunchAsync(2, byLoss);

        Assert.True(await DecideAsync(running[0], 0.9, Thirds));
        Assert.Empty(await Host.Queries.Rungs("sweep"));
        Assert.True(await DecideAsync(running[1], 2.5, byLoss));
        var only = Assert.Single(await Host.Queries.Rungs("sweep"));
        Assert.Equal((2, 0), (only.Number, only.Recorded));
    }

    private async Task<IReadOnlyList<Assignment>> RunAsync(int count) => await RunAsync(count, Thirds);

    private async Task<IReadOnlyList<Assignment>> RunAsync(int count, EarlyStopping? stopping)
    {
        await LaunchAsync(count, stopping);
        var device = await Host.DeviceAsync();
        List<Assignment> running = [];
        while (await device.Claim() is { } assignment)
        {
            running.Add(assignment);
        }

        Assert.Equal(count, running.Count);
        return [.. running.OrderBy(assignment => ExperimentKey.Parse(assignment.Lease.Experiment).Number)];
    }

    private Task<SweepLaunched> LaunchAsync(int count, EarlyStopping? stopping) => Host.LaunchAsync(
        "sweep", Study.Points(count),
        launch => launch with { Rules = new() { EarlyStopping = stopping, HangTimeout = TimeSpan.FromMinutes(3) } });

    private Task<bool> DecideAsync(Assignment assignment, double value, EarlyStopping? rule = null) => Host.Sweep("sweep").Decide(
        new(ExperimentKey.Parse(assignment.Lease.Experiment).Number, assignment.Lease.Epoch, 1, 1, value, rule ?? Thirds));
}
