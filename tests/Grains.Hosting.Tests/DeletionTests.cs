using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class DeletionTestsOnSqlite(SqliteStore store) : DeletionTests(store);

[Collection(PostgresCollection.Name)]
public sealed class DeletionTestsOnPostgres(PostgresStore store) : DeletionTests(store);

public abstract class DeletionTests(TestStore store) : HostTests(store)
{
    [Fact]
    public async Task A_deleted_result_is_missing_and_is_computed_again_under_a_new_lease()
    {
        var points = Study.Points(1);
        await Host.LaunchAsync("sweep", points);
        var device = await Host.DeviceAsync();
        var first = (await device.Claim())!;
        await Host.Experiment(first).Report(first.Lease.Epoch, new() { Metrics = [new("train.loss", 1, 0.5)] });
        await Host.Experiment(first).Complete(first.Lease.Epoch, Study.Result);
        await Host.LaunchAsync("copy", points);

        await Host.Experiment(first).Delete();

        var deleted = await Host.Experiment(first).Get();
        Assert.Equal((ExperimentStatus.Cancelled, null), (deleted.Status, deleted.Result));
        Assert.Empty(await Host.Queries.Metrics("sweep/1"));
        Assert.NotNull((await Host.Experiment("copy/1").Get()).Result);
        await Assert.ThrowsAsync<StaleLeaseException>(() => Host.Experiment(first).Complete(first.Lease.Epoch, Study.Result));
        Assert.Null(await device.Claim());

        Assert.Equal(1, (await Host.LaunchAsync("sweep", points)).Queued);
        var second = (await device.Claim())!;
        Assert.Equal(("sweep/1", 1, first.Lease.Epoch + 1), (second.Lease.Experiment, second.Attempt, second.Lease.Epoch));
        await Host.Experiment(second).Complete(second.Lease.Epoch, Study.Result);
        await Host.MakeOneWayCallsAsync();
        Assert.Equal(SweepStatus.Completed, (await Host.Sweep("sweep").Get()).Status);
    }

    [Fact]
    public async Task What_waits_or_runs_cannot_be_deleted()
    {
        await Host.LaunchAsync("sweep", Study.Points(1));
        await Assert.ThrowsAsync<ExperimentOpenException>(() => Host.Experiment("sweep/1").Delete());
        await (await Host.DeviceAsync()).Claim();
        var refused = await Assert.ThrowsAsync<ExperimentOpenException>(() => Host.Experiment("sweep/1").Delete());
        Assert.Equal("experiment sweep/1 is running; expected one that has ended", refused.Message);
    }

    [Fact]
    public async Task A_part_of_an_evaluation_cannot_be_deleted_and_a_retry_finds_its_weights()
    {
        var weights = new ArtifactReference("sweep/1/model-1.safetensors", "abc", 3);
        await Host.LaunchAsync("sweep", Study.Points(1));
        var device = await Host.DeviceAsync();
        await Host.Experiment("sweep/1").Evaluate((await device.Claim())!.Lease.Epoch, new()
        {
            Trained = new() { Evaluations = [], Model = weights },
            Parts = [new("ID", 0, 1, 10)],
        });
        var part = (await device.Claim())!;
        await Host.Experiment(part).Fail(part.Lease.Epoch, new(FailureCause.InvalidRequest, "no such shard"));

        var refused = await Assert.ThrowsAsync<ExperimentOpenException>(() => Host.Experiment("sweep/1.1").Delete());
        Assert.Equal("sweep/1.1 is a part of the evaluation of sweep/1; expected a whole experiment", refused.Message);
        await Host.Sweep("sweep").Retry(fromScratch: false);
        Assert.Equal(weights, (await device.Claim())!.FineTuned);
    }

    [Fact]
    public async Task Checkpoints_of_what_failed_are_forgotten_when_their_time_is_over_and_no_others()
    {
        await Host.LaunchAsync("sweep", Study.Points(3), launch => launch with { MaxAttempts = 1 });
        var device = await Host.DeviceAsync();
        for (var number = 1; number <= 3; number++)
        {
            var running = (await device.Claim())!;
            await Host.Experiment(running)
                .Report(1, new() { Checkpoint = new(5, new($"{running.Lease.Experiment}/five", "", 1)) });
        }

        await Host.Experiment("sweep/1").Fail(1, Study.Crash);
        await Host.Experiment("sweep/2").Cancel();
        Assert.Equal(0, await Host.Checkpoints.ForgetAsync(TimeSpan.FromHours(1)));
        Assert.True(await Host.Checkpoints.IsNeededAsync(ExperimentKey.Parse("sweep/1"), "sweep/1/five"));
        Assert.Equal(2, await Host.Checkpoints.ForgetAsync(TimeSpan.Zero));
        Assert.False(await Host.Checkpoints.IsNeededAsync(ExperimentKey.Parse("sweep/1"), "sweep/1/five"));
        Assert.True(await Host.Checkpoints.IsNeededAsync(ExperimentKey.Parse("sweep/3"), "sweep/3/five"));
        Assert.True(await Host.Checkpoints.IsNeededAsync(ExperimentKey.Parse("other/1"), "other/1/five"));
        Assert.NotNull((await Host.Experiment("sweep/3").Get()).Checkpoint);
    }
}
