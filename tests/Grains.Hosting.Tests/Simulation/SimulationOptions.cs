using Counterfactual.Grains.Runtime;

namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>What a run is made from; the same options give the same history.</summary>
internal sealed record SimulationOptions
{
    /// <summary>From which all chance is drawn.</summary>
    public required int Seed { get; init; }

    /// <summary>Points that people ask for in all, in one sweep or many; at least 1. Default 24.</summary>
    public int Experiments
    {
        get;
        init => field = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(Experiments), value, "expected at least 1");
    } = 24;

    /// <summary>What stands between the silos and the grains, to break something on purpose. Default nothing.</summary>
    public Func<IClusterClient, IClusterClient> Sabotage { get; init; } = client => client;
}
