using Counterfactual.Grains.Experiments;

namespace Counterfactual.Silo.Api.Contracts;

/// <summary>One line of a list of experiments. Times are the database's, UTC.</summary>
public record ExperimentSummary
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

    /// <summary>Training images a second; null until completed.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>The epoch (1-based) whose weights were evaluated, 0 where nothing was trained; null until completed.</summary>
    public int? Epoch { get; init; }

    /// <summary>Where its training was stopped early; null where it came to its end, or has not completed.</summary>
    public EarlyStop? Stopped { get; init; }

    /// <summary>Steps done at its newest checkpoint; null where there is none.</summary>
    public int? CheckpointStep { get; init; }

    /// <summary>How its last failed attempt failed.</summary>
    public ExperimentFailure? LastFailure { get; init; }

    /// <summary>The experiment of another sweep whose result it took over.</summary>
    public string? ReusedFrom { get; init; }

    /// <summary>Accuracy in distribution at the greatest alpha, 0..1; null until completed.</summary>
    public double? IdAccuracy { get; init; }

    /// <summary>Mean accuracy over the test sets out of distribution at the greatest alpha, 0..1; null until completed.</summary>
    public double? OodAverage { get; init; }
}
