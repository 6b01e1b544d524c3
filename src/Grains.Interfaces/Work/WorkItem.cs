using Counterfactual.Grains.Devices;

namespace Counterfactual.Grains.Work;

/// <summary>An experiment that waits for a device.</summary>
/// <param name="Experiment">Key of the experiment: <c>sweep/number</c>.</param>
/// <param name="Needs">What a device must offer.</param>
/// <param name="Epoch">Epoch of the experiment's last lease; 0 where it never had one.</param>
/// <param name="Since">Since when it waits, for its place in the queue (database clock, UTC); null for now.</param>
public sealed record WorkItem(string Experiment, DeviceNeeds Needs, long Epoch = 0, DateTime? Since = null);
