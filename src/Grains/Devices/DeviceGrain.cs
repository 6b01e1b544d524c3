using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Work;

namespace Counterfactual.Grains.Devices;

/// <summary>One device: takes work for it. What it runs is written in the queue's leases, not here.</summary>
/// <param name="device">What the device is.</param>
/// <param name="queue">Where the work waits.</param>
/// <param name="experiments">Where completions are counted.</param>
public sealed class DeviceGrain(
    [PersistentState("device")] IPersistentState<DeviceState> device, IWorkQueue queue, IExperimentIndex experiments)
    : Grain, IDeviceGrain, IPreparedTogether
{
    private (bool Done, Lease? Lease) prepared;

    private DeviceDescription Description => device.State.Description
        ?? throw new GrainNotFoundException($"no device {this.GetPrimaryKeyString()}");

    /// <inheritdoc/>
    public Task Register(DeviceDescription description)
    {
        if (description.Id != this.GetPrimaryKeyString())
        {
            throw new ArgumentException(
                $"device {description.Id} cannot be registered as {this.GetPrimaryKeyString()}", nameof(description));
        }

        device.State.Description = description;
        return device.WriteStateAsync();
    }

    /// <inheritdoc/>
    public async Task<Assignment?> Claim(CancellationToken cancellation)
    {
        var lease = prepared.Done ? prepared.Lease : (await queue.Claim([Description]))[0];
        prepared = default;
        return lease is null ? null : await GrainFactory.GetGrain<IExperimentGrain>(lease.Experiment).Begin(lease);
    }

    /// <summary>Claims for all of the devices at once.</summary>
    public async Task PrepareTogether(IReadOnlyList<Grain> grains)
    {
        DeviceGrain[] devices = [.. grains.Cast<DeviceGrain>()];
        var leases = await queue.Claim([.. devices.Select(device => device.Description)]);
        foreach (var (device, lease) in devices.Zip(leases))
        {
            device.prepared = (true, lease);
        }
    }

    /// <inheritdoc/>
    public async Task HandBack()
    {
        while (await queue.LeasedBy(Description.Id) is { } held && await queue.CurrentLease(held) is { } lease)
        {
            await GrainFactory.GetGrain<IExperimentGrain>(held).Release(lease.Epoch);
        }
    }

    /// <inheritdoc/>
    public Task Drain(bool drained) => queue.SetDrained(Description.Id, drained);

    /// <inheritdoc/>
    public async Task<DeviceSnapshot> Get() => new(
        Description,
        await queue.LeasedBy(Description.Id),
        await experiments.CountCompletedOn(Description.Id),
        await queue.IsDrained(Description.Id));
}

/// <summary>What the device grain remembers.</summary>
[GenerateSerializer, Alias("counterfactual.device-state")]
public sealed class DeviceState
{
    /// <summary>What the device is; null before it was registered.</summary>
    [Id(0)] public DeviceDescription? Description { get; set; }
}
