using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Experiments;

/// <summary>
/// All experiments as one table: what a sweep does with many at once. Injected into grains; everything done through it travels
/// with the turn. An experiment keeps its number for ever; its position in its sweep's table may change, and one that the
/// sweep no longer asks for has none.
/// </summary>
public interface IExperimentIndex
{
    /// <summary>The storage name of the experiment grain's state, which makes it a row of this table.</summary>
    const string StorageName = "experiments";

    /// <summary>Every experiment that the sweep ever had, by number, without parts of evaluations.</summary>
    Task<IReadOnlyList<IndexedExperiment>> All(string sweep);

    /// <summary>What those of a sweep's experiments, and parts of evaluations, are asked to do that have not completed.</summary>
    Task<IReadOnlyList<UnfinishedExperiment>> Unfinished(string sweep);

    /// <summary>
    /// Stores what experiments and parts are asked to do from their next attempts on; their cells stay. Those that have
    /// completed meanwhile keep what they were asked. The last thing of a turn: grains that it has activated do not hear of it.
    /// </summary>
    Task Amend(string sweep, IReadOnlyList<UnfinishedExperiment> amended);

    /// <summary>Stores new experiments of a sweep, in one batch.</summary>
    Task Create(string sweep, IReadOnlyList<NewExperiment> experiments);

    /// <summary>Moves experiments of a sweep to new positions in its table.</summary>
    Task Arrange(string sweep, IReadOnlyList<TablePosition> positions);

    /// <summary>
    /// For those of the cells that some sweep completed, without stopping early: one such experiment, the oldest.
    /// </summary>
    Task<IReadOnlyDictionary<string, CompletedCell>> FindCompleted(IReadOnlyCollection<string> cells);

    /// <summary>Weights that a completed experiment of this training kept: the newest; null where there are none.</summary>
    /// <param name="training">See <see cref="ExperimentPoint.Training"/>.</param>
    Task<ArtifactReference?> FindFineTuned(string training);

    /// <summary>The number of the last part that an experiment's evaluation ever had; 0 where it had none.</summary>
    Task<int> LastPart(ExperimentKey experiment);

    /// <summary>How many experiments in the sweep's table stand where.</summary>
    Task<ExperimentCounts> Count(string sweep);

    /// <summary>How many experiments a device completed.</summary>
    Task<int> CountCompletedOn(string device);
}

/// <summary>An experiment of a sweep, without its contents.</summary>
/// <param name="Number">Number within the sweep.</param>
/// <param name="Cell">Identity of its point.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Position">Position in the sweep's table, from 0; null where the sweep no longer asks for it.</param>
/// <param name="IsStopped">Whether it completed by being stopped early.</param>
public sealed record IndexedExperiment(int Number, string Cell, ExperimentStatus Status, int? Position, bool IsStopped = false)
{
    /// <summary>Whether it waits or runs.</summary>
    public bool IsOpen => Status.IsOpen();
}

/// <summary>An experiment that has not completed: it waits, runs, failed or was cancelled.</summary>
/// <param name="Number">Number within the sweep; negative for a part of an evaluation.</param>
/// <param name="Point">What it is asked to do.</param>
/// <param name="MaxAttempts">Attempts that it is allowed.</param>
public sealed record UnfinishedExperiment(int Number, ExperimentPoint Point, int MaxAttempts);

/// <summary>An experiment to be stored.</summary>
/// <param name="Number">Number within the sweep, never used before.</param>
/// <param name="Position">Position in the sweep's table, from 0; null for none.</param>
/// <param name="State">What the experiment grain will find.</param>
public sealed record NewExperiment(int Number, int? Position, ExperimentState State);

/// <summary>Where an experiment belongs in its sweep's table.</summary>
/// <param name="Number">Number within the sweep.</param>
/// <param name="Position">Position from 0; null to take it out of the table.</param>
public sealed record TablePosition(int Number, int? Position);

/// <summary>A completed experiment, found by its cell.</summary>
/// <param name="Experiment">Key of the experiment.</param>
/// <param name="Result">What it found.</param>
public sealed record CompletedCell(string Experiment, ExperimentResult Result);
