using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;
using FsCheck;
using FsCheck.Fluent;

namespace Counterfactual.Grains.Hosting.Tests;

/// <summary>Any sequence of what people, trainers and time do to the queue goes as in a model of a few lines.</summary>
public sealed class QueueProperties
{
    private const int Devices = 3;
    private const int MaxAttempts = 2;

    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(5);

    public enum Move
    {
        Launch,
        Claim,
        Complete,
        Fail,
        FailForGood,
        Release,
        ReportStale,
        Cancel,
        CancelSweep,
        Pause,
        Resume,
        Stop,
        Retry,
        Renew,
        Wait,
    }

    [Fact]
    public void The_queue_behaves_as_its_model()
    {
        var step =
            from move in Gen.Frequency(
                (2, Gen.Constant(Move.Launch)), (6, Gen.Constant(Move.Claim)), (2, Gen.Constant(Move.Complete)),
                (2, Gen.Constant(Move.Fail)), (1, Gen.Constant(Move.FailForGood)), (2, Gen.Constant(Move.Release)),
                (2, Gen.Constant(Move.ReportStale)), (1, Gen.Constant(Move.Cancel)), (1, Gen.Constant(Move.CancelSweep)),
                (1, Gen.Constant(Move.Pause)), (2, Gen.Constant(Move.Resume)), (1, Gen.Constant(Move.Stop)),
                (1, Gen.Constant(Move.Retry)),
                (2, Gen.Constant(Move.Renew)), (3, Gen.Constant(Move.Wait)))
            from first in Gen.Choose(0, 5)
            from second in Gen.Choose(0, 40)
            select (move, first, second);
        Prop.ForAll(step.ListOf().Resize(60).ToArbitrary(), steps => RunAsync([.. steps]).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    private static async Task RunAsync(IReadOnlyList<(Move Move, int First, int Second)> steps)
    {
        var time = new ManualTime();
        await using var host = await GrainHost.StartAsync(new()
        {
            Store = "sqlite::memory:",
            GrainAssemblies = [typeof(SweepGrain).Assembly],
            Services = [new RetryOptions { FirstDelay = RetryDelay, LongestDelay = RetryDelay }],
            LeaseDuration = LeaseDuration,
            ReminderPeriod = Timeout.InfiniteTimeSpan,
            OneWayDelay = Timeout.InfiniteTimeSpan,
            Time = time,
        });
        var devices = new List<IDeviceGrain>();
        for (var device = 0; device < Devices; device++)
        {
            devices.Add(await host.DeviceAsync($"cpu:{device}"));
        }

        var model = new QueueModel(MaxAttempts, LeaseDuration, RetryDelay);
        var held = new Lease?[Devices];
        foreach (var (move, first, second) in steps)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            model.Now = time.GetUtcNow().UtcDateTime;
            var device = first % Devices;
            switch (move)
            {
                case Move.Launch:
                    await host.LaunchAsync($"s{first}", Study.Points((second % 6) + 1), launch => launch with
                    {
                        Priority = first % 2,
                        MaxConcurrent = second % 3 == 0 ? 1 + (first % 2) : null,
                        MaxAttempts = MaxAttempts,
                        Fresh = true,
                    });
                    model.Launch($"s{first}", (second % 6) + 1, first % 2, second % 3 == 0 ? 1 + (first % 2) : null);
                    break;
                case Move.Claim:
                    var assignment = await devices[device].Claim();
                    held[device] = assignment?.Lease ?? held[device];
                    Assert.Equal(
                        model.Claim(),
                        assignment is null ? null : (assignment.Lease.Experiment, assignment.Lease.Epoch, assignment.Attempt));
                    break;
                case Move.Complete or Move.Fail or Move.FailForGood or Move.Release when held[device] is { } lease:
                    var experiment = host.Experiment(lease.Experiment);
                    var accepted = await AcceptedAsync(() => move switch
                    {
                        Move.Complete => experiment.Complete(lease.Epoch, Study.Result),
                        Move.Fail => experiment.Fail(lease.Epoch, Study.Crash),
                        Move.FailForGood => experiment.Fail(lease.Epoch, new(FailureCause.InvalidRequest, "no such model")),
                        _ => experiment.Release(lease.Epoch),
                    });
                    Assert.Equal(model.Report(move, lease), accepted);
                    break;
                case Move.ReportStale when held[device] is { } lease:
                    Assert.False(await AcceptedAsync(() => host.Experiment(lease.Experiment).Fail(lease.Epoch - 1, Study.Crash)));
                    break;
                case Move.Cancel when model.Find(second) is { } cancelled:
                    await host.Experiment(cancelled).Cancel();
                    model.Cancel(cancelled);
                    break;
                case Move.Pause or Move.Resume or Move.Stop or Move.Retry when model.Find(second) is { } one:
                    await RuleAsync(move, host.Sweep(ExperimentKey.Parse(one).Sweep), ExperimentKey.Parse(one).Sweep, model);
                    break;
                case Move.CancelSweep when model.Find(second) is { } member:
                    var sweep = ExperimentKey.Parse(member).Sweep;
                    await host.Sweep(sweep).Cancel();
                    model.CancelSweep(sweep);
                    break;
                case Move.Renew when held[device] is { } lease:
                    Assert.Equal(model.Renew(lease), (await host.Leases.RenewAsync([lease])).Count == 0);
                    break;
                case Move.Wait:
                    time.Advance(TimeSpan.FromSeconds(second));
                    model.Now = time.GetUtcNow().UtcDateTime;
                    await host.DeliverDueRemindersAsync();
                    model.ExpireLeases();
                    break;
                default:
                    break;
            }

            await host.MakeOneWayCallsAsync();
            await AssertSameAsync(host, model);
        }
    }

    private static async Task RuleAsync(Move move, ISweepGrain sweep, string id, QueueModel model)
    {
        switch (move)
        {
            case Move.Pause:
                await sweep.Pause();
                model.Pause(id);
                break;
            case Move.Resume:
                await sweep.Resume();
                model.Resume(id);
                break;
            case Move.Stop:
                await sweep.Stop();
                model.Stop(id);
                break;
            default:
                Assert.Equal(model.Retry(id), await sweep.Retry(fromScratch: false));
                break;
        }
    }

    private static async Task AssertSameAsync(GrainHost host, QueueModel model)
    {
        foreach (var sweep in model.Sweeps)
        {
            var actual = await host.Queries.Experiments(sweep);
            Assert.Equal(
                model.Of(sweep), actual.Select(experiment => (experiment.Id, experiment.Status, experiment.Attempts)));
        }
    }

    private static async Task<bool> AcceptedAsync(Func<Task> report)
    {
        try
        {
            await report();
            return true;
        }
        catch (StaleLeaseException)
        {
            return false;
        }
    }
}
