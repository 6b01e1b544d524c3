namespace Counterfactual.Grains.Devices;

/// <summary>What kind of processor a device is.</summary>
[GenerateSerializer, Alias("counterfactual.device-kind")]
public enum DeviceKind
{
    /// <summary>A share of the host's processor cores.</summary>
    Cpu,

    /// <summary>One CUDA device, or a share of one.</summary>
    Cuda,
}

/// <summary>A device that can run one experiment at a time.</summary>
/// <param name="Silo">The silo it belongs to.</param>
/// <param name="Name">
/// Name within the silo, such as <c>cpu:0</c> or <c>cuda:1</c>; of a share <c>cuda:1.0</c>, numbered from 0.
/// </param>
/// <param name="Kind">What it is.</param>
/// <param name="Threads">Processor threads that its trainer may use; at least 1.</param>
/// <param name="MemoryBytes">Memory that an experiment may use there.</param>
/// <param name="Shares">Devices that share the CUDA device in equal parts of its memory; at least 1.</param>
[GenerateSerializer, Alias("counterfactual.device-description")]
public sealed record DeviceDescription(
    [property: Id(0)] string Silo,
    [property: Id(1)] string Name,
    [property: Id(2)] DeviceKind Kind,
    [property: Id(3)] int Threads,
    [property: Id(4)] long MemoryBytes,
    [property: Id(5)] int Shares = 1)
{
    /// <summary>The device grain's key: <c>silo/device</c>.</summary>
    public string Id => $"{Silo}/{Name}";

    /// <summary>What computes, as libtorch calls it: <c>cpu</c> or <c>cuda:N</c>.</summary>
    public string Processor => Kind == DeviceKind.Cpu ? "cpu" : Shares == 1 ? Name : Name[..Name.LastIndexOf('.')];
}

/// <summary>What an experiment needs of a device.</summary>
[GenerateSerializer, Alias("counterfactual.device-needs")]
public sealed record DeviceNeeds
{
    /// <summary>The kind of device; null for any.</summary>
    [Id(0)] public DeviceKind? Kind { get; init; }

    /// <summary>Memory in bytes; 0 where it does not matter.</summary>
    [Id(1)] public long MemoryBytes { get; init; }

    /// <summary>Whether a device offers all of this.</summary>
    public bool FitOn(DeviceDescription device) =>
        (Kind is null || Kind == device.Kind) && MemoryBytes <= device.MemoryBytes;
}
