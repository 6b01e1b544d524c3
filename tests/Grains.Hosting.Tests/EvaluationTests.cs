using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class EvaluationTestsOnSqlite(SqliteStore store) : EvaluationTests(store);

[Collection(PostgresCollection.Name)]
public sealed class EvaluationTestsOnPostgres(PostgresStore store) : EvaluationTests(store);

/// <summary>
/// Evaluations spread over devices: each part counts exactly once, whatever happens to the experiment meanwhile.
/// </summary>
public abstract partial class EvaluationTests(TestStore store) : HostTests(store)
{
    private static readonly ArtifactReference Weights = new("sweep/1/model-1.safetensors", "abc", 3);

    private static readonly EvaluationRequest Request = new()
    {
        Trained = new() { Evaluations = [], TrainingSeconds = 7, Epoch = 2, Model = Weights },
        Parts = [new("ID", 0, 2, 20), new("ID", 2, 1, 10), new("Sketch", 0, 1, 5)],
    };

    [Fact]
    public async Task Parts_are_evaluated_by_any_device_and_the_last_one_completes_the_experiment()
    {
        var device = await TrainAsync(1);
        Assert.Null(await LeasedByAsync(device));
        var waiting = await Host.Experiment("sweep/1").Get();
        Assert.Equal((ExperimentStatus.Evaluating, null), (waiting.Status, waiting.Result));

        var parts = await ClaimPartsAsync(device, 3);
        Assert.Equal(Request.Parts, parts.Select(part => part.Part));
        Assert.All(parts, part => Assert.Equal(Weights, part.FineTuned));
        Assert.Equal(["sweep/1.1", "sweep/1.2", "sweep/1.3"], parts.Select(part => part.Lease.Experiment));
        foreach (var part in parts.AsEnumerable().Reverse())
        {
            Assert.Equal(ExperimentStatus.Evaluating, (await Host.Experiment("sweep/1").Get()).Status);
            await Host.Sweep("sweep").Settle();
            Assert.Equal(SweepStatus.Running, (await Host.Sweep("sweep").Get()).Status);
            await CompleteAsync(part);
            await CompleteAsync(part);
        }

        var done = await Host.Experiment("sweep/1").Get();
        Assert.Equal(ExperimentStatus.Completed, done.Status);
        AssertWhole(done.Result!);
        await Host.Sweep("sweep").Settle();
        Assert.Equal(SweepStatus.Completed, (await Host.Sweep("sweep").Get()).Status);
    }

    [Fact]
    public async Task Parts_are_in_no_table_count_or_list()
    {
        var device = await TrainAsync(2);
        var parts = await ClaimPartsAsync(device, 2);
        Assert.Equal(new ExperimentCounts(1, 1, 0, 0, 0), (await Host.Sweep("sweep").Get()).Counts);
        Assert.Equal(["sweep/1", "sweep/2"], (await Host.Queries.Experiments("sweep")).Select(one => one.Id));
        await CompleteAsync(parts[0]);
        Assert.Equal(new ExperimentCounts(1, 1, 0, 0, 0), (await Host.Sweep("sweep").Get()).Counts);
        Assert.All(await Host.Queries.Devices(), one => Assert.Equal(0, one.Completed));

        var again = await Host.LaunchAsync("sweep", Study.Points(2));
        Assert.Equal(new SweepLaunched("sweep", Queued: 2, Kept: 0, Reused: 0, Removed: 0), again);
        Assert.Equal("sweep/1.3", (await device.Claim())!.Lease.Experiment);
    }

    [Fact]
    public async Task Parts_go_before_what_waits_of_their_sweep()
    {
        await Host.LaunchAsync("sweep", Study.Points(4));
        var device = await Host.DeviceAsync();
        var (first, second) = ((await device.Claim())!, (await device.Claim())!);
        await Host.Experiment(second).Evaluate(second.Lease.Epoch, Request);
        Assert.Equal("sweep/2.1", (await device.Claim())!.Lease.Experiment);
        await Host.Experiment(first).Release(first.Lease.Epoch);
        Assert.Equal("sweep/2.2", (await device.Claim())!.Lease.Experiment);
        Assert.Equal("sweep/2.3", (await device.Claim())!.Lease.Experiment);
        Assert.Equal("sweep/1", (await device.Claim())!.Lease.Experiment);
    }

    [Fact]
    public async Task A_request_to_evaluate_counts_once_and_is_fenced()
    {
        await Host.LaunchAsync("sweep", Study.Points(1));
        var device = await Host.DeviceAsync();
        var training = (await device.Claim())!;
        await Assert.ThrowsAsync<StaleLeaseException>(() =>
            Host.Experiment(training).Evaluate(training.Lease.Epoch + 1, Request));
        await Host.Experiment(training).Evaluate(training.Lease.Epoch, Request);
        await Host.Experiment(training).Evaluate(training.Lease.Epoch, Request);
        await Assert.ThrowsAsync<StaleLeaseException>(() =>
            Host.Experiment(training).Complete(training.Lease.Epoch, Study.Result));
        var parts = await ClaimPartsAsync(device, 3);
        Assert.Null(await device.Claim());
        foreach (var part in parts)
        {
            await CompleteAsync(part);
        }

        await Host.Experiment(training).Evaluate(training.Lease.Epoch, Request);
        Assert.Equal(ExperimentStatus.Completed, (await Host.Experiment("sweep/1").Get()).Status);
        Assert.Null(await device.Claim());
    }

    [Fact]
    public async Task A_part_whose_device_is_lost_is_evaluated_by_another()
    {
        var device = await TrainAsync(1);
        var lost = (await device.Claim())!;
        Assert.Equal(1, await Host.Leases.ExpireAsync("silo"));
        var parts = await ClaimPartsAsync(device, 3);
        var again = Assert.Single(parts, part => part.Lease.Experiment == lost.Lease.Experiment);
        Assert.Equal((lost.Lease.Epoch + 1, 2), (again.Lease.Epoch, again.Attempt));
        await Assert.ThrowsAsync<StaleLeaseException>(() => CompleteAsync(lost));
        foreach (var part in parts)
        {
            await CompleteAsync(part);
        }

        AssertWhole((await Host.Experiment("sweep/1").Get()).Result!);
    }

    [Fact]
    public async Task Parts_count_towards_a_sweeps_limit()
    {
        await Host.LaunchAsync("sweep", Study.Points(2), launch => launch with { MaxConcurrent = 2 });
        var device = await Host.DeviceAsync();
        var training = (await device.Claim())!;
        await Host.Experiment(training).Evaluate(training.Lease.Epoch, Request);
        var parts = await ClaimPartsAsync(device, 2);
        Assert.Null(await device.Claim());
        await CompleteAsync(parts[0]);
        Assert.NotNull((await device.Claim())!.Part);
    }

    [Fact]
    public async Task Parts_that_complete_at_once_on_two_hosts_are_counted_once_each()
    {
        const int Experiments = 4;
        const int Parts = 8;
        await Host.LaunchAsync("sweep", Study.Points(Experiments));
        var first = await Host.DeviceAsync();
        var request = Request with
        {
            Parts = [.. Enumerable.Range(0, Parts).Select(shard => new EvaluationPart("ID", shard, 1, 10))],
        };
        var trainings = new List<Assignment>();
        for (var number = 1; number <= Experiments; number++)
        {
            trainings.Add((await first.Claim())!);
        }

        foreach (var training in trainings)
        {
            await Host.Experiment(training).Evaluate(training.Lease.Epoch, request);
        }

        GrainHost[] hosts = [Host, await StartHostAsync()];
        var claimed = await Task.WhenAll(Enumerable.Range(0, 8).Select(claimer => Task.Run(async () =>
        {
            var host = hosts[claimer % 2];
            var device = await host.DeviceAsync($"cpu:{claimer}");
            var count = 0;
            while (await device.Claim() is { } part)
            {
                await host.Experiment(part).Complete(part.Lease.Epoch, ResultOf(part.Part!));
                count++;
            }

            return count;
        })));
        Assert.Equal(Experiments * Parts, claimed.Sum());
        Assert.All(await Host.Queries.Experiments("sweep"), one => Assert.Equal(
            [new TestSetAccuracy("ID", true, Enumerable.Range(0, Parts).Sum(shard => 10 - shard), 10 * Parts)],
            one.Result!.Evaluations[^1].TestSets));
    }

    [Fact]
    public async Task Weights_kept_by_a_completed_experiment_serve_one_of_the_same_training()
    {
        var device = await Host.DeviceAsync();
        await Host.LaunchAsync("sweep", [Study.Point("half") with { Training = "training" }]);
        var first = (await device.Claim())!;
        Assert.Null(first.FineTuned);
        await Host.Experiment(first).Complete(first.Lease.Epoch, Study.Result with { Model = Weights });

        await Host.LaunchAsync(
            "sweep", [Study.Point("curve") with { Training = "training" }, Study.Point("other") with { Training = "another" }]);
        Assert.Equal(Weights, (await device.Claim())!.FineTuned);
        Assert.Null((await device.Claim())!.FineTuned);
    }

    /// <summary>Launches a sweep, and has its first experiment trained and its evaluation spread.</summary>
    private async Task<IDeviceGrain> TrainAsync(int experiments)
    {
        await Host.LaunchAsync("sweep", Study.Points(experiments));
        var device = await Host.DeviceAsync();
        var training = (await device.Claim())!;
        await Host.Experiment(training).Evaluate(training.Lease.Epoch, Request);
        return device;
    }

    private static async Task<List<Assignment>> ClaimPartsAsync(IDeviceGrain device, int count)
    {
        List<Assignment> parts = [];
        for (var part = 0; part < count; part++)
        {
            parts.Add((await device.Claim())!);
            Assert.NotNull(parts[^1].Part);
        }

        return parts;
    }

    private Task CompleteAsync(Assignment part) => Host.Experiment(part).Complete(part.Lease.Epoch, ResultOf(part.Part!));

    /// <summary>Two models; at alpha 1 as many images are wrong as the number of the first shard says.</summary>
    private static ExperimentResult ResultOf(EvaluationPart part) => new()
    {
        Evaluations =
        [
            new(0.5, [new(part.TestSet, part.TestSet == "ID", 1, part.Images)]),
            new(1, [new(part.TestSet, part.TestSet == "ID", part.Images - part.FirstShard, part.Images)]),
        ],
        EvaluationSeconds = 1,
        Predictions = [new($"{part.TestSet}-{part.FirstShard}", "", 1)],
    };

    private static void AssertWhole(ExperimentResult result)
    {
        Assert.Equal([0.5, 1], result.Evaluations.Select(evaluation => evaluation.Alpha));
        Assert.Equal([new("ID", true, 2, 30), new("Sketch", false, 1, 5)], result.Evaluations[0].TestSets);
        Assert.Equal([new("ID", true, 28, 30), new("Sketch", false, 5, 5)], result.Evaluations[1].TestSets);
        Assert.Equal(["ID-0", "ID-2", "Sketch-0"], result.Predictions.Select(artifact => artifact.Name));
        Assert.Equal((7, 3, 2, Weights), (result.TrainingSeconds, result.EvaluationSeconds, result.Epoch, result.Model));
    }

    private static async Task<string?> LeasedByAsync(IDeviceGrain device) => (await device.Get()).Experiment;
}
