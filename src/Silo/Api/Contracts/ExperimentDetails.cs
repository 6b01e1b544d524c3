using Counterfactual.Grains.Experiments;

namespace Counterfactual.Silo.Api.Contracts;

/// <summary>One experiment as people see it. Times are the database's, UTC.</summary>
public sealed record ExperimentDetails
{
    /// <summary>Key of the experiment: <c>sweep/number</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Number within the sweep, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The table row that it belongs to.</summary>
    public required string Row { get; init; }

    /// <summary>Its seed.</summary>
    public required int Seed { get; init; }

    /// <summary>What people see of its settings, in display order.</summary>
    public required IReadOnlyList<Parameter> Parameters { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 of its settings, data and method version.</summary>
    public required string Cell { get; init; }

    /// <summary>Where it stands.</summary>
    public required ExperimentStatus Status { get; init; }

    /// <summary>Attempts begun, without those handed back unharmed.</summary>
    public required int Attempts { get; init; }

    /// <summary>The device of the current or last attempt: <c>silo/device</c>.</summary>
    public string? Device { get; init; }

    /// <summary>When it was put into the queue.</summary>
    public required DateTime Queued { get; init; }

    /// <summary>When its first attempt began.</summary>
    public DateTime? Started { get; init; }

    /// <summary>When it ended.</summary>
    public DateTime? Ended { get; init; }

    /// <summary>Seconds spent training; null until completed.</summary>
    public double? TrainingSeconds { get; init; }

    /// <summary>Seconds spent evaluating; null until completed.</summary>
    public double? EvaluationSeconds { get; init; }

    /// <summary>Training images a second; null until completed.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>The epoch (1-based) whose weights were evaluated, 0 where nothing was trained; null until completed.</summary>
    public int? Epoch { get; init; }

    /// <summary>Where its training was stopped early; null where it came to its end, or has not completed.</summary>
    public EarlyStop? Stopped { get; init; }

    /// <summary>Images that were left out because they cannot be decoded; null until completed.</summary>
    public int? ImagesLeftOut { get; init; }

    /// <summary>Accuracies and counts, in ascending order of alpha; empty until completed.</summary>
    public IReadOnlyList<Evaluation> Evaluations { get => field ?? []; init; }

    /// <summary>Steps done at its newest checkpoint; null where there is none.</summary>
    public int? CheckpointStep { get; init; }

    /// <summary>How its last failed attempt failed.</summary>
    public ExperimentFailure? LastFailure { get; init; }

    /// <summary>The experiment of another sweep whose result it took over.</summary>
    public string? ReusedFrom { get; init; }

    /// <summary>Its newest attempts, at most 50, oldest first.</summary>
    public IReadOnlyList<AttemptRecord> History { get => field ?? []; init; }

    /// <summary>Its stored checkpoints, the newest first; none once it has completed.</summary>
    public IReadOnlyList<CheckpointDetails> Checkpoints { get => field ?? []; init; }

    /// <summary>Its trained weights in the artifact store; null where they were not kept.</summary>
    public ArtifactReference? Model { get; init; }

    /// <summary>The complete settings as JSON text.</summary>
    public required string Settings { get; init; }
}

/// <summary>A stored checkpoint.</summary>
/// <param name="Step">Optimiser steps done.</param>
/// <param name="Bytes">Length of its file.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of its file.</param>
public sealed record CheckpointDetails(int Step, long Bytes, string Sha256);
