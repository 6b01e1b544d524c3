using Counterfactual.Training.Data.WebDataset;

namespace Counterfactual.Training.Experiments;

/// <summary>Hears what happens while an experiment runs. Called on the training thread; must return quickly.</summary>
public interface IExperimentObserver
{
    /// <summary>A shard was made ready.</summary>
    void ShardReady(PreparedShard shard);

    /// <summary>An image is left out because it cannot be decoded; called for each when its shard is made ready.</summary>
    void ImageLeftOut(BadImage image)
    {
        // Only logs care: the count is in the outcome.
    }

    /// <summary>Where the experiment stands; called at every step.</summary>
    void Progress(ExperimentProgress progress);

    /// <summary>
    /// Something was done that is no step: images were decoded, computed ahead or evaluated, or others made them meanwhile.
    /// Called often, by any thread; whoever hears of no step and of no work for long takes the run for hung.
    /// </summary>
    void Worked()
    {
        // Only those who end what hangs care.
    }

    /// <summary>A metric was measured.</summary>
    void Metric(string name, int step, double value);

    /// <summary>A checkpoint was written, synchronised to disk and renamed to its final name.</summary>
    void CheckpointWritten(WrittenCheckpoint checkpoint);

    /// <summary>Pictures of an epoch were written; the file is the observer's from now on.</summary>
    void GalleryWritten(WrittenGallery gallery)
    {
        // Only those who keep pictures care.
    }

    /// <summary>
    /// An epoch other than the last has ended, its checkpoint is written and its metrics are measured; may wait.
    /// </summary>
    /// <param name="epoch">The epoch, 1-based.</param>
    /// <param name="metrics">What was measured at its end (see <see cref="EpochMetrics"/>), by name.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>Whether training goes on; otherwise the weights are evaluated as they are.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    bool GoesOn(int epoch, IReadOnlyDictionary<string, double> metrics, CancellationToken stop) => true;
}

/// <summary>A file of pictures on the local disk, see <see cref="GalleryPage"/>.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Epoch">The epoch that they show the end of, from 1.</param>
public sealed record WrittenGallery(string Path, int Epoch);

/// <summary>A shard that an experiment reads.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Number">The shard's number within the dataset.</param>
/// <param name="Form">How its images were preprocessed, in a word such as <c>224px</c>.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of its decoded images and labels.</param>
/// <param name="Count">Images.</param>
/// <param name="Bytes">Length of the decoded file.</param>
public sealed record PreparedShard(string Dataset, int Number, string Form, string Sha256, int Count, long Bytes);

/// <summary>What an experiment is busy with.</summary>
public enum ExperimentPhase
{
    /// <summary>Making shards ready and loading the model.</summary>
    Preparing,

    /// <summary>Optimiser steps.</summary>
    Training,

    /// <summary>Measuring accuracy.</summary>
    Evaluating,
}

/// <summary>Where an experiment stands.</summary>
public sealed record ExperimentProgress
{
    /// <summary>What it is busy with.</summary>
    public required ExperimentPhase Phase { get; init; }

    /// <summary>The current epoch, 1-based; 0 before training.</summary>
    public int Epoch { get; init; }

    /// <summary>Epochs in all.</summary>
    public int Epochs { get; init; }

    /// <summary>Optimiser steps done.</summary>
    public int Step { get; init; }

    /// <summary>Optimiser steps in all.</summary>
    public int Steps { get; init; }

    /// <summary>The last step's loss; null before the first.</summary>
    public double? Loss { get; init; }

    /// <summary>Training images a second over the last steps; 0 before the first.</summary>
    public double ImagesPerSecond { get; init; }

    /// <summary>Share of the whole experiment's work that is done, in 0..1, as well as can be estimated.</summary>
    public double Done { get; init; }
}

/// <summary>A checkpoint file on the local disk.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Step">Optimiser steps done.</param>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of the file.</param>
/// <param name="Bytes">Length of the file.</param>
public sealed record WrittenCheckpoint(string Path, int Step, string Sha256, long Bytes);
