namespace Counterfactual.Grains.Experiments;

/// <summary>Pictures of what an experiment did to a few images, as they were after an epoch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Artifact">The stored file.</param>
[GenerateSerializer, Alias("counterfactual.stored-gallery")]
public sealed record StoredGallery([property: Id(0)] int Epoch, [property: Id(1)] ArtifactReference Artifact);
