using Counterfactual.Silo.Artifacts;

namespace Counterfactual.Silo.Api.Contracts;

/// <summary>An object in the artifact store.</summary>
/// <param name="Name">Name of the artifact.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Written">When it was last written, by the store's clock.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 that was noted with it; null where the store notes none.</param>
/// <param name="Verdict">Whether it can go.</param>
public sealed record ArtifactDetails(
    string Name, ArtifactKind Kind, long Bytes, DateTimeOffset Written, string? Sha256, ArtifactVerdict Verdict);
