namespace Counterfactual.EndToEnd.Tests.Chaos;

/// <summary>A promise was broken under chaos.</summary>
internal sealed class ChaosFailedException(string message) : Exception(message);
