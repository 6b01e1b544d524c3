using Counterfactual.Training.Data.Miniature;
using Counterfactual.Training.Data.Shards;

namespace Counterfactual.Training.Experiments;

/// <summary>The images of an experiment, from the cache or rendered into it. Every shard is announced once.</summary>
internal sealed class ExperimentImages : IDisposable
{
    private readonly MiniatureShards shards;
    private readonly ExperimentEnvironment environment;
    private readonly IExperimentObserver observer;
    private readonly CancellationToken stop;
    private readonly Dictionary<ShardDescriptor, ShardFile> open = [];

    public ExperimentImages(DataSettings data, ExperimentEnvironment environment, IExperimentObserver observer, CancellationToken stop)
    {
        shards = new MiniatureShards(new MiniatureData { Rho = data.Rho, TestImages = data.TestImages });
        this.environment = environment;
        this.observer = observer;
        this.stop = stop;
    }

    /// <summary>All images of a set that the study uses, or its first ones.</summary>
    /// <param name="set">The set.</param>
    /// <param name="first">How many are needed; null for all. There may be more.</param>
    /// <exception cref="ExperimentException">They cannot be made ready.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public ImageSet Of(MiniatureSet set, int? first = null)
    {
        var count = Math.Min(first ?? shards.Images(set), shards.Images(set));
        try
        {
            return new ImageSet(shards.Shards(set).Where(shard => shard.First < count).Select(Ready).ToList()).Take(count);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new ExperimentException($"the images cannot be made ready: {error.Message}", error);
        }
    }

    public void Dispose()
    {
        foreach (var shard in open.Values)
        {
            shard.Dispose();
        }
    }

    private ShardFile Ready(ShardDescriptor descriptor)
    {
        if (!open.TryGetValue(descriptor, out var file))
        {
            open[descriptor] = file = shards.Ensure(descriptor, environment.CacheDirectory, environment.Threads, stop);
            observer.ShardReady(new(descriptor.Dataset, descriptor.Number, file.Sha256, file.Count, new FileInfo(file.Path).Length));
        }

        return file;
    }
}
