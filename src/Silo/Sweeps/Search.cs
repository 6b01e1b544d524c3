using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Sweeps.Yaml;

namespace Counterfactual.Silo.Sweeps;

/// <summary>How a sweep looks for good settings.</summary>
internal sealed record Search
{
    /// <summary>Points drawn from the grid's lists and ranges, at least 1; null to cross the lists.</summary>
    public int? Samples { get; init; }

    /// <summary>Seed of the draws; not negative.</summary>
    public int Seed { get; init; }

    /// <summary>Which experiments are stopped early; null for none.</summary>
    public EarlyStopping? EarlyStopping { get; init; }

    /// <summary>Where the file says so; null where it does not.</summary>
    public YamlNode? Origin { get; init; }
}
