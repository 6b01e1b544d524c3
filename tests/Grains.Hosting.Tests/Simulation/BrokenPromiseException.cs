namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>The system did what it promises never to do.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message);
