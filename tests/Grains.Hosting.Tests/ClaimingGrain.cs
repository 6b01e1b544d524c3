using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Runtime;
using Counterfactual.Grains.Work;

namespace Counterfactual.Grains.Hosting.Tests;

/// <summary>A grain that only the host's tests know.</summary>
[Alias("tests.claiming")]
public interface IClaimingGrain : IGrainWithStringKey
{
    /// <summary>Leases items to devices in one turn, and begins none of them.</summary>
    Task<IReadOnlyList<Lease?>> Claim(IReadOnlyList<DeviceDescription> devices);
}

/// <inheritdoc cref="IClaimingGrain"/>
public sealed class ClaimingGrain(IWorkQueue queue) : Grain, IClaimingGrain
{
    public Task<IReadOnlyList<Lease?>> Claim(IReadOnlyList<DeviceDescription> devices) => queue.Claim(devices);
}
