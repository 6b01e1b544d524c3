using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.Data.WebDataset;

namespace Counterfactual.Training.Experiments;

/// <summary>
/// The images of an experiment, whatever its study: they are made ready in the cache when they are first asked for, and stay open
/// until this is disposed of. Every shard is announced once. Serves one thread.
/// </summary>
/// <remarks>
/// What makes images ready throws <see cref="ExperimentException"/> where that fails and <see cref="OperationCanceledException"/>
/// where it was stopped.
/// </remarks>
internal abstract class ExperimentImages : IDisposable
{
    private readonly IExperimentObserver observer;
    private readonly Dictionary<ShardDescriptor, ShardFile> open = [];

    private protected ExperimentImages(IExperimentObserver observer)
    {
        this.observer = observer;
    }

    /// <summary>Number of the training classes, which the model must have.</summary>
    public abstract int Classes { get; }

    /// <summary>Names of the training classes, in the order of the model's logits.</summary>
    public abstract IReadOnlyList<string> ClassNames { get; }

    /// <summary>Side of every image in pixels.</summary>
    public abstract int Resolution { get; }

    /// <summary>The test sets, in-distribution first, in the order of the paper's table.</summary>
    public abstract IReadOnlyList<TestSetImages> TestSets { get; }

    /// <summary>Images of the shards opened so far that are left out because they cannot be decoded.</summary>
    public int ImagesLeftOut { get; private set; }

    /// <summary>The images of a study for a model.</summary>
    /// <param name="data">The study.</param>
    /// <param name="resolution">Side in pixels of the images that the model takes; a study of fixed size has its own.</param>
    /// <param name="environment">Where they lie.</param>
    /// <param name="observer">Hears of every shard.</param>
    /// <param name="stop">Ends whatever takes long.</param>
    public static ExperimentImages Open(
        DataSettings data, int resolution, ExperimentEnvironment environment, IExperimentObserver observer,
        CancellationToken stop) =>
        data.ImageNet is { } imageNet
            ? new ImageNetImages(imageNet, resolution, environment, observer, stop)
            : new MiniatureImages(data, environment, observer, stop);

    /// <summary>All images that may train.</summary>
    public abstract ImageSet Train();

    /// <summary>The first images of the study's own validation set, at least one; null where it has none.</summary>
    public abstract ImageSet? Validation(int first);

    /// <summary>Closes every shard.</summary>
    public void Dispose()
    {
        foreach (var shard in open.Values)
        {
            shard.Dispose();
        }
    }

    /// <summary>Makes a shard ready.</summary>
    /// <returns>The shard, the dataset that it is announced as one of, and how its images were preprocessed.</returns>
    private protected abstract (ShardFile File, string Dataset, string Form) Ensure(ShardDescriptor shard);

    /// <summary>Counts and reports an image that cannot be decoded.</summary>
    private protected void LeaveOut(BadImage image)
    {
        ImagesLeftOut++;
        observer.ImageLeftOut(image);
    }

    /// <summary>A shard, made ready and announced when it is first asked for.</summary>
    private protected ShardFile Ready(ShardDescriptor shard)
    {
        if (open.TryGetValue(shard, out var known))
        {
            return known;
        }

        try
        {
            var (file, dataset, form) = Ensure(shard);
            open.Add(shard, file);
            observer.ShardReady(new(dataset, shard.Number, form, file.Sha256, file.Count, new FileInfo(file.Path).Length));
            return file;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new ExperimentException($"the images cannot be made ready: {error.Message}", error);
        }
    }
}
