namespace Counterfactual.Silo.Api.Contracts;

/// <summary>What was removed from the artifact store, or would be.</summary>
/// <param name="DryRun">Whether nothing was removed.</param>
/// <param name="Artifacts">The objects.</param>
public sealed record PrunedArtifacts(bool DryRun, IReadOnlyList<ArtifactDetails> Artifacts);
