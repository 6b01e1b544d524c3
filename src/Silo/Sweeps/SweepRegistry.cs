using Counterfactual.Grains.Models;

namespace Counterfactual.Silo.Sweeps;

/// <summary>What the registered names in a sweep file stand for.</summary>
public sealed record SweepRegistry
{
    /// <summary>The models.</summary>
    public required IReadOnlyList<RegisteredModel> Models { get; init; }
}
