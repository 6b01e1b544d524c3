using System.Diagnostics.CodeAnalysis;
using Counterfactual.Grains.Experiments;

namespace Counterfactual.Silo.Api.Contracts;

/// <summary>All that people see of one experiment.</summary>
public sealed record ExperimentDetails : ExperimentSummary
{
    /// <summary>Details of which nothing is known yet.</summary>
    public ExperimentDetails()
    {
    }

    /// <summary>What a list says of an experiment, and what tells its settings from all others.</summary>
    /// <param name="summary">Its line of the list.</param>
    /// <param name="cell">See <see cref="Cell"/>.</param>
    /// <param name="settings">See <see cref="Settings"/>.</param>
    [SetsRequiredMembers]
    public ExperimentDetails(ExperimentSummary summary, string cell, string settings)
        : base(summary)
    {
        Cell = cell;
        Settings = settings;
    }

    /// <summary>Lower-case hexadecimal SHA-256 of its settings, data and method version.</summary>
    public required string Cell { get; init; }

    /// <summary>The complete settings as JSON text.</summary>
    public required string Settings { get; init; }

    /// <summary>Seconds spent evaluating; null until completed.</summary>
    public double? EvaluationSeconds { get; init; }

    /// <summary>Images that were left out because they cannot be decoded; null until completed.</summary>
    public int? ImagesLeftOut { get; init; }

    /// <summary>Accuracies and counts, in ascending order of alpha; empty until completed.</summary>
    public IReadOnlyList<Evaluation> Evaluations { get => field ?? []; init; }

    /// <summary>Its newest attempts, at most 50, oldest first.</summary>
    public IReadOnlyList<AttemptRecord> History { get => field ?? []; init; }

    /// <summary>Its stored checkpoints, the newest first; none once it has completed.</summary>
    public IReadOnlyList<CheckpointDetails> Checkpoints { get => field ?? []; init; }

    /// <summary>Its trained weights in the artifact store; null where they were not kept.</summary>
    public ArtifactReference? Model { get; init; }
}

/// <summary>A stored checkpoint.</summary>
/// <param name="Step">Optimiser steps done.</param>
/// <param name="Bytes">Length of its file.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of its file.</param>
public sealed record CheckpointDetails(int Step, long Bytes, string Sha256);
