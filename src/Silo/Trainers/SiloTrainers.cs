using Counterfactual.Grains.Devices;
using Counterfactual.Silo.Devices;
using Counterfactual.Silo.Devices.Monitoring;

namespace Counterfactual.Silo.Trainers;

/// <summary>The trainers of a silo's devices, while they work.</summary>
internal sealed class SiloTrainers : IAsyncDisposable
{
    private readonly IReadOnlyList<DeviceTrainer> trainers;
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource abandoned = new();
    private readonly CancellationTokenSource stopped = new();
    private readonly TimeSpan stopDeadline;
    private readonly Task renewing;
    private readonly Task working;

    private SiloTrainers(TrainerContext context, IReadOnlyList<DeviceDescription> devices)
    {
        var own = context with { Abandoned = abandoned.Token };
        stopDeadline = context.Options.StopDeadline;
        trainers = [.. devices.Select(device =>
            new DeviceTrainer(own, device, MemoryRelease.Of(device, context.Options.MemoryRelease, context.Log)))];
        Monitor = new DeviceMonitor(
            [.. trainers.Select(trainer => MonitoredDevice.Of(trainer.Device, () => trainer.ProcessId))], context.Log);
        renewing = Task.Run(() => context.Leases.RunAsync(stopped.Token));
        working = Task.WhenAll(trainers.Select(trainer => Task.Run(() => trainer.RunAsync(stopping.Token))));
    }

    /// <summary>The devices.</summary>
    internal IEnumerable<DeviceDescription> Devices => trainers.Select(trainer => trainer.Device);

    /// <summary>What the devices do and did.</summary>
    internal DeviceMonitor Monitor { get; }

    /// <summary>Makes the devices known and sets them to work.</summary>
    internal static async Task<SiloTrainers> StartAsync(TrainerContext context, IReadOnlyList<DeviceDescription> devices)
    {
        foreach (var device in devices)
        {
            await context.Grains.GetGrain<IDeviceGrain>(device.Id).Register(device);
        }

        return new SiloTrainers(context, devices);
    }

    /// <summary>The trainer of a device of this silo, or null.</summary>
    internal DeviceTrainer? Find(string deviceId) => trainers.FirstOrDefault(trainer => trainer.Device.Id == deviceId);

    /// <summary>
    /// Has all that runs checkpointed and handed back; what has not ended by <see cref="TrainerOptions.StopDeadline"/> is
    /// killed.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await Monitor.DisposeAsync();
        await Task.WhenAny(working, Task.Delay(stopDeadline));
        await abandoned.CancelAsync();

        // Killing the processes ends whoever still listens to them.
        await Task.WhenAll(trainers.Select(trainer => trainer.DisposeAsync().AsTask()));
        await working;
        await stopped.CancelAsync();
        await renewing;
        stopping.Dispose();
        abandoned.Dispose();
        stopped.Dispose();
    }
}
