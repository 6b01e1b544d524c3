using System.Globalization;
using Counterfactual.Grains.Runtime;

namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>What a run is made from; the same options give the same history.</summary>
internal sealed record SimulationOptions
{
    /// <summary>The variable of the environment that asks for the run of a seed.</summary>
    public const string SeedVariable = "COUNTERFACTUAL_SIMULATION_SEED";

    private const string ExperimentsVariable = "COUNTERFACTUAL_SIMULATION_EXPERIMENTS";

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

    /// <summary>What the environment asks for; seed 1 and the defaults where it asks for nothing.</summary>
    public static SimulationOptions FromEnvironment()
    {
        var options = new SimulationOptions { Seed = Variable(SeedVariable) ?? 1 };
        return options with { Experiments = Variable(ExperimentsVariable) ?? options.Experiments };
    }

    /// <summary>What <see cref="FromEnvironment"/> reads, as a shell takes it.</summary>
    public string ToEnvironment() => $"{SeedVariable}={Seed} {ExperimentsVariable}={Experiments}";

    private static int? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { } value ? int.Parse(value, CultureInfo.InvariantCulture) : null;
}
