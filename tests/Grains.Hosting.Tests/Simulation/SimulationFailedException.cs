namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>A run went wrong; the message says how, what happened before, and how to see it again.</summary>
internal sealed class SimulationFailedException(SimulationOptions options, History history, Exception cause)
    : Exception(
        $"""
        simulation seed {options.Seed} with {options.Experiments} experiments: {cause.Message}
        The same again: {Variable}={options.Seed}
        The last of {history.Count} events:
        {history.Last(40)}
        """,
        cause)
{
    /// <summary>The environment variable that asks the tests for one seed only.</summary>
    public const string Variable = "COUNTERFACTUAL_SIMULATION_SEED";
}
