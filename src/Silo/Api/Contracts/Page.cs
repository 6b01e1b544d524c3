namespace Counterfactual.Silo.Api.Contracts;

/// <summary>Some of the items of a list.</summary>
/// <typeparam name="T">An item.</typeparam>
/// <param name="Total">Items of the whole list, after filters.</param>
/// <param name="Items">Those that were asked for.</param>
public sealed record Page<T>(int Total, IReadOnlyList<T> Items);
