using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Tests;

/// <content>What people do to a sweep while evaluations are spread: retry, cancel, stop, pause.</content>
public abstract partial class EvaluationTests
{
    [Fact]
    public async Task A_part_that_fails_for_good_fails_the_experiment_and_a_retry_evaluates_what_is_missing()
    {
        var device = await TrainAsync(1);
        var parts = await ClaimPartsAsync(device, 2);
        await CompleteAsync(parts[0]);
        await Host.Experiment(parts[1]).Fail(parts[1].Lease.Epoch, new(FailureCause.InvalidRequest, "no such shard"));

        var failed = await Host.Experiment("sweep/1").Get();
        Assert.Equal(
            (ExperimentStatus.Failed, "evaluation, part 2: no such shard"), (failed.Status, failed.LastFailure!.Message));
        Assert.Null(await device.Claim());
        await Host.Sweep("sweep").Settle();
        Assert.Equal(SweepStatus.Failed, (await Host.Sweep("sweep").Get()).Status);

        Assert.Equal(1, await Host.Sweep("sweep").Retry(fromScratch: false));
        Assert.Equal(ExperimentStatus.Evaluating, (await Host.Experiment("sweep/1").Get()).Status);
        var missing = await ClaimPartsAsync(device, 2);
        Assert.Equal(["sweep/1.2", "sweep/1.3"], missing.Select(part => part.Lease.Experiment));
        Assert.Null(await device.Claim());
        await CompleteAsync(missing[0]);
        await CompleteAsync(missing[1]);
        AssertWhole((await Host.Experiment("sweep/1").Get()).Result!);
    }

    [Fact]
    public async Task A_retry_from_scratch_trains_again_and_no_late_part_of_the_first_time_counts()
    {
        var device = await TrainAsync(1);
        var parts = await ClaimPartsAsync(device, 3);
        await CompleteAsync(parts[0]);
        await Host.Experiment(parts[1]).Fail(parts[1].Lease.Epoch, new(FailureCause.InvalidRequest, "no such shard"));
        Assert.Equal(1, await Host.Sweep("sweep").Retry(fromScratch: true));

        var training = (await device.Claim())!;
        Assert.Equal(("sweep/1", null, null), (training.Lease.Experiment, training.FineTuned, training.Part));
        await Host.Experiment(training).Evaluate(training.Lease.Epoch, Request);
        var again = await ClaimPartsAsync(device, 3);
        Assert.Equal(["sweep/1.4", "sweep/1.5", "sweep/1.6"], again.Select(part => part.Lease.Experiment));
        await Assert.ThrowsAsync<StaleLeaseException>(() => CompleteAsync(parts[2]));
        await CompleteAsync(parts[0]);
        foreach (var part in again)
        {
            await CompleteAsync(part);
        }

        AssertWhole((await Host.Experiment("sweep/1").Get()).Result!);
    }

    [Fact]
    public async Task Cancelling_a_sweep_cancels_parts_and_launching_it_again_goes_on_with_the_missing_ones()
    {
        var device = await TrainAsync(1);
        var parts = await ClaimPartsAsync(device, 2);
        await CompleteAsync(parts[1]);
        await Host.Sweep("sweep").Cancel();
        Assert.Equal(ExperimentStatus.Cancelled, (await Host.Experiment("sweep/1").Get()).Status);
        await Assert.ThrowsAsync<StaleLeaseException>(() => CompleteAsync(parts[0]));
        Assert.Null(await device.Claim());

        Assert.Equal(1, (await Host.LaunchAsync("sweep", Study.Points(1))).Queued);
        var missing = await ClaimPartsAsync(device, 2);
        Assert.Equal(["sweep/1.1", "sweep/1.3"], missing.Select(part => part.Lease.Experiment).Order());
        await CompleteAsync(missing[0]);
        await CompleteAsync(missing[1]);
        AssertWhole((await Host.Experiment("sweep/1").Get()).Result!);
    }

    [Fact]
    public async Task A_stopped_sweep_finishes_its_evaluations_and_starts_nothing_else()
    {
        var device = await TrainAsync(3);
        var first = (await device.Claim())!;
        await Host.Sweep("sweep").Stop();
        Assert.Equal(new ExperimentCounts(0, 1, 0, 0, 2), (await Host.Sweep("sweep").Get()).Counts);
        await Host.Experiment(first).Release(first.Lease.Epoch);
        foreach (var part in await ClaimPartsAsync(device, 3))
        {
            Assert.Equal(SweepStatus.Stopping, (await Host.Sweep("sweep").Get()).Status);
            await CompleteAsync(part);
        }

        Assert.Null(await device.Claim());
        await Host.Sweep("sweep").Settle();
        var sweep = await Host.Sweep("sweep").Get();
        Assert.Equal((SweepStatus.Cancelled, new ExperimentCounts(0, 0, 1, 0, 2)), (sweep.Status, sweep.Counts));
    }

    [Fact]
    public async Task A_paused_sweep_holds_its_parts_back()
    {
        var device = await TrainAsync(1);
        var running = (await device.Claim())!;
        await Host.Sweep("sweep").Pause();
        Assert.Equal([running.Lease.Experiment], (await Host.Leases.RecalledAsync("silo")).Select(lease => lease.Experiment));
        await Host.Experiment(running).Release(running.Lease.Epoch);
        Assert.Null(await device.Claim());
        await Host.Sweep("sweep").Resume();
        Assert.Equal(3, (await ClaimPartsAsync(device, 3)).Count);
    }
}
