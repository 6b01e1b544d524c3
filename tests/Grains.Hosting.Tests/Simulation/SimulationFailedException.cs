namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>A run went wrong; the message says how, what happened before, and how to see it again.</summary>
internal sealed class SimulationFailedException(SimulationOptions options, History history, Exception cause)
    : Exception(
        $"""
        simulation seed {options.Seed} with {options.Experiments} experiments: {cause.Message}
        The same again: {options.ToEnvironment()} ./test Grains.Hosting.Tests --filter SimulationTests
        The last of {history.Count} events:
        {history.Last(40)}
        """,
        cause)
{
    /// <summary>The seed of the run.</summary>
    public int Seed => options.Seed;
}
