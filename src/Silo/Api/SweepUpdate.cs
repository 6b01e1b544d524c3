using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Api;

/// <summary>What a silo says to those who follow a sweep.</summary>
/// <param name="Id">To be shown when coming back, so that every event is seen once.</param>
/// <param name="Progress">
/// Where the sweep stands, with what happened since the update before; null where that is not all known any more: what was
/// fetched before is to be fetched anew.
/// </param>
public sealed record SweepUpdate(long Id, SweepProgress? Progress);
