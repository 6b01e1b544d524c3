using Counterfactual.Grains.Hosting;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Devices.Monitoring;

namespace Counterfactual.Silo.Hosting;

/// <summary>The other silos of this one's store.</summary>
/// <param name="silos">All of them.</param>
/// <param name="name">The name of this one.</param>
internal sealed class OtherSilos(SiloRegistry silos, string name)
{
    /// <summary>Those that are there now.</summary>
    internal async Task<IReadOnlyList<OtherSilo>> AliveAsync(CancellationToken cancellation) =>
        [.. (await silos.AllAsync(cancellation)).Where(silo => silo.IsAlive && silo.Entry.Name != name)
            .Select(silo => new OtherSilo(silo.Entry.Name, silo.Entry.Place, SiloActivity.Read(silo.Activity)))];

    /// <summary>Where a silo is or was; null for this one, and for one that was never seen.</summary>
    internal async Task<string?> PlaceOfAsync(string silo, CancellationToken cancellation) => silo == name
        ? null
        : (await silos.AllAsync(cancellation)).FirstOrDefault(other => other.Entry.Name == silo)?.Entry.Place;
}

/// <summary>Another silo, as it told of itself a moment ago.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Place">Where it runs, for people.</param>
/// <param name="Activity">What it does.</param>
internal sealed record OtherSilo(string Name, string Place, SiloActivity Activity)
{
    /// <summary>What was last read of one of its devices; null where that is not known.</summary>
    internal DeviceReading? ReadingOf(string device) => Activity.Readings.GetValueOrDefault($"{Name}/{device}");

    /// <summary>What it runs; devices by their whole id.</summary>
    internal IEnumerable<RunningExperiment> Running =>
        Activity.Running.Select(running => running with { Device = $"{Name}/{running.Device}" });
}
