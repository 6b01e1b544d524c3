namespace Counterfactual.Silo.Artifacts;

/// <summary>An object in an artifact store, as it was when it was listed.</summary>
/// <param name="Name">Name of the artifact; of a damaged one, the name that it had; of an unfinished one, the writer's.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Written">When it was last written, by the store's clock.</param>
/// <param name="Version">Changes whenever the object does; its form is the store's own.</param>
public sealed record StoredArtifact(string Name, ArtifactKind Kind, long Bytes, DateTimeOffset Written, string Version)
{
    /// <summary>Lower-case hexadecimal SHA-256 that was noted when it was stored; null where the store keeps none.</summary>
    public string? Sha256 { get; init; }
}
