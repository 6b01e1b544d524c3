using Counterfactual.Grains.Devices;
using Counterfactual.Silo.Devices;
using Counterfactual.Silo.Trainers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Counterfactual.Silo.Tests.Trainers;

public sealed class DeviceTrainerTests
{
    [Fact]
    public async Task After_an_error_outside_of_any_experiment_the_memory_of_the_device_is_waited_for_as_well()
    {
        const long Gibibyte = 1L << 30;
        Queue<long?> readings = new([1 * Gibibyte, 5 * Gibibyte, 5 * Gibibyte, 1 * Gibibyte]);
        using var stop = new CancellationTokenSource();
        int? leftWhenAskedAgain = null;
        var asked = 0;
        await using var trainer = new DeviceTrainer(
            Context(_ =>
            {
                if (asked++ == 0)
                {
                    throw new InvalidOperationException("something that nobody thought of");
                }

                leftWhenAskedAgain ??= readings.Count;
                stop.Cancel();
                throw new OperationCanceledException(stop.Token);
            }),
            new DeviceDescription("here", "cuda:0", DeviceKind.Cuda, 1, 8 * Gibibyte),
            new MemoryRelease(readings.Dequeue, TimeSpan.FromMinutes(5), _ => { }));
        await trainer.RunAsync(stop.Token).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(0, leftWhenAskedAgain);
        Assert.Null(trainer.ProcessId);
    }

    /// <summary>What a trainer needs that never gets as far as a claim.</summary>
    private static TrainerContext Context(Func<CancellationToken, Task> nextWork) => new()
    {
        Silo = "here",
        Options = TestSilo.Options.Trainers,
        Log = NullLogger.Instance,
        NextWork = nextWork,
        ExperimentEnded = _ => { },
        Live = new(),
        CacheLimit = null,
        Home = null!,
        Grains = null!,
        Leases = null!,
        Artifacts = null!,
        Models = null!,
        Datasets = null!,
    };
}
