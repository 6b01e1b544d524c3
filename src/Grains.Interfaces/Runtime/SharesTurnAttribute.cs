namespace Counterfactual.Grains.Runtime;

/// <summary>
/// A grain method whose calls from outside are short and come in numbers: those that wait at the same time are made one after
/// the other in one turn, and commit together. Where one of them fails, that turn is rolled back and each call is made again in
/// a turn of its own, so that a caller never sees the failure of another's. Under Orleans it means nothing.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharesTurnAttribute : Attribute;
