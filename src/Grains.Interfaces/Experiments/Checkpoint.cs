namespace Counterfactual.Grains.Experiments;

/// <summary>A point from which an experiment can go on with the same bits.</summary>
/// <param name="Step">Optimiser steps done; at least 1.</param>
/// <param name="Artifact">The stored file: parameters, optimiser moments, step and epoch records.</param>
[GenerateSerializer, Alias("counterfactual.checkpoint")]
public sealed record Checkpoint([property: Id(0)] int Step, [property: Id(1)] ArtifactReference Artifact)
{
    /// <summary>The one before, kept in case this one is damaged; it has no previous one itself. Null for the first.</summary>
    [Id(2)] public Checkpoint? Previous { get; init; }
}
