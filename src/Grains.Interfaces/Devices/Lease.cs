namespace Counterfactual.Grains.Devices;

/// <summary>The right of one device to run one experiment until it expires.</summary>
/// <param name="Experiment">Key of the experiment.</param>
/// <param name="Epoch">Fencing token: higher than that of every earlier lease of the experiment.</param>
/// <param name="Device">Key of the device: <c>silo/device</c>.</param>
/// <param name="Expires">When it ends unless renewed (database clock, UTC).</param>
[GenerateSerializer, Alias("counterfactual.lease")]
public sealed record Lease(
    [property: Id(0)] string Experiment,
    [property: Id(1)] long Epoch,
    [property: Id(2)] string Device,
    [property: Id(3)] DateTime Expires);
