namespace Counterfactual.Grains.Devices;

/// <summary>One device of one silo; key <c>silo/device</c>.</summary>
[Alias("counterfactual.device")]
public interface IDeviceGrain : IGrainWithStringKey
{
    /// <summary>Makes the device known, or known anew; called when its silo starts.</summary>
    Task Register(DeviceDescription description);

    /// <summary>
    /// Takes the best waiting experiment that fits (priority, then age), leases it to this device and begins its attempt, in
    /// one turn; null where nothing waits.
    /// </summary>
    /// <param name="cancellation">Gives up: nothing is claimed, unless that is just being committed.</param>
    /// <exception cref="GrainNotFoundException">The device was never registered.</exception>
    [SharesTurn] Task<Assignment?> Claim(CancellationToken cancellation = default);

    /// <summary>
    /// Hands back unharmed what the device holds a lease of, though it runs nothing: the answer to a claim was lost.
    /// </summary>
    Task HandBack();

    /// <summary>
    /// Drains the device, or ends that: while it is drained it is given nothing, and is asked to hand back what it runs.
    /// </summary>
    Task Drain(bool drained);

    /// <summary>The device as it stands.</summary>
    /// <exception cref="GrainNotFoundException">The device was never registered.</exception>
    [ReadOnly] Task<DeviceSnapshot> Get();
}

/// <summary>A device as it stood when it was read.</summary>
/// <param name="Description">What it is.</param>
/// <param name="Experiment">The experiment that it runs, or null.</param>
/// <param name="Completed">Experiments completed on it.</param>
/// <param name="IsDrained">Whether it is given nothing more.</param>
[GenerateSerializer, Alias("counterfactual.device-snapshot")]
public sealed record DeviceSnapshot(
    [property: Id(0)] DeviceDescription Description,
    [property: Id(1)] string? Experiment,
    [property: Id(2)] int Completed,
    [property: Id(3)] bool IsDrained);
