using System.Globalization;
using System.Runtime.ExceptionServices;
using Counterfactual.Training.Data.Idx;
using Counterfactual.Training.Data.Shards;

namespace Counterfactual.Training.Data.Miniature;

/// <summary>The shards of a miniature study: what there is, and how one is come by.</summary>
/// <remarks>Safe for use by several threads and processes at once on one cache directory.</remarks>
public sealed class MiniatureShards
{
    private static readonly ImageShape Shape = new(MiniatureRenderer.Channels, MiniatureRenderer.Side, MiniatureRenderer.Side);

    private readonly MiniatureData study;
    private readonly FashionMnist garments;
    private readonly Dictionary<string, MiniatureSet> setsByDataset;

    /// <summary>The shards of a study.</summary>
    /// <param name="study">Which study.</param>
    /// <param name="garments">The objects, when null those installed; read only when something must be rendered.</param>
    public MiniatureShards(MiniatureData study, FashionMnist? garments = null)
    {
        ArgumentNullException.ThrowIfNull(study);
        this.study = study;
        this.garments = garments ?? new FashionMnist();
        setsByDataset = Enum.GetValues<MiniatureSet>().ToDictionary(Dataset);
    }

    /// <summary>
    /// Name of a set's images. It tells everything that their bits, and their places in shards, depend on; studies that differ
    /// elsewhere share them.
    /// </summary>
    public string Dataset(MiniatureSet set)
    {
        var rho = Distribution.Of(set).Habitat == HabitatRule.OwnMostly
            ? string.Create(CultureInfo.InvariantCulture, $"-rho{study.Rho:R}")
            : "";
        var name = set.ToString().ToLowerInvariant();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"miniature{MiniatureRenderer.Version}-seed{study.Seed}{rho}-{name}-by{study.ImagesPerShard}");
    }

    /// <summary>How many images of a set the study uses: its test images of a test set, all of another.</summary>
    public int Images(MiniatureSet set) =>
        set is MiniatureSet.Pretraining or MiniatureSet.Train or MiniatureSet.Validation
            ? MiniatureSplit.Of(set).Images
            : study.TestImages;

    /// <summary>The shards that hold the images of a set that the study uses, in order.</summary>
    /// <remarks>The last may hold more images than are used: a shard is the same whatever number of test images is asked
    /// for.</remarks>
    public IReadOnlyList<ShardDescriptor> Shards(MiniatureSet set)
    {
        var dataset = Dataset(set);
        var available = MiniatureSplit.Of(set).Images;
        var shards = new List<ShardDescriptor>();
        for (var first = 0; first < Images(set); first += study.ImagesPerShard)
        {
            shards.Add(new(dataset, shards.Count, first, Math.Min(study.ImagesPerShard, available - first)));
        }

        return shards;
    }

    /// <summary>A shard from the cache; it is rendered into the cache if it is not there or is damaged.</summary>
    /// <param name="shard">One of <see cref="Shards"/>.</param>
    /// <param name="cache">The cache.</param>
    /// <param name="threads">How many threads render, at least 1.</param>
    /// <param name="cancellation">Stops waiting and rendering; nothing half-made is left.</param>
    /// <exception cref="ArgumentException">The study has no such shard.</exception>
    /// <exception cref="FileNotFoundException">Fashion-MNIST is not there; the message says what provides it.</exception>
    /// <exception cref="InvalidDataException">Fashion-MNIST's files are damaged.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ShardFile Ensure(ShardDescriptor shard, ShardCache cache, int threads = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(shard);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        ArgumentNullException.ThrowIfNull(cache);
        var set = SetOf(shard);
        return cache.Ensure(
            shard, Shape, file => file.Descriptor == shard, () => Render(set, shard, cache.PathOf(shard), threads, cancellation),
            cancellation: cancellation);
    }

    /// <summary>All images of a set that the study uses, from the cache; what is missing is rendered.</summary>
    /// <inheritdoc cref="Ensure"/>
    public ImageSet Open(MiniatureSet set, ShardCache cache, int threads = 1, CancellationToken cancellation = default)
    {
        var opened = new List<ShardFile>();
        try
        {
            foreach (var shard in Shards(set))
            {
                opened.Add(Ensure(shard, cache, threads, cancellation));
            }

            return new ImageSet(opened).Take(Images(set));
        }
        catch
        {
            opened.ForEach(shard => shard.Dispose());
            throw;
        }
    }

    /// <summary>
    /// The habitat family, 0 to 9, of each image of a set, in order; -1 for images without habitat, such as sketches.
    /// </summary>
    /// <exception cref="FileNotFoundException">Fashion-MNIST is not there; the message says what provides it.</exception>
    public int[] Habitats(MiniatureSet set)
    {
        var renderer = new MiniatureRenderer(study, garments);
        return [.. Enumerable.Range(0, Images(set)).Select(image => renderer.Scene(set, image).Habitat ?? -1)];
    }

    private MiniatureSet SetOf(ShardDescriptor shard) =>
        setsByDataset.TryGetValue(shard.Dataset, out var set) && Shards(set) is var shards
        && shard.Number >= 0 && shard.Number < shards.Count && shards[shard.Number] == shard
            ? set
            : throw new ArgumentException(
                $"this study has no shard {shard} of {shard.Count} images from {shard.First}", nameof(shard));

    private void Render(MiniatureSet set, ShardDescriptor shard, string path, int threads, CancellationToken cancellation)
    {
        using var writer = new ShardWriter(path, shard, Shape, GarmentImages.Classes);
        try
        {
            Parallel.For(
                0,
                shard.Count,
                new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation },
                () => (Renderer: new MiniatureRenderer(study, garments), Image: new byte[MiniatureRenderer.ImageBytes]),
                (i, _, local) =>
                {
                    var scene = local.Renderer.Render(set, shard.First + i, local.Image);
                    writer.Write(i, local.Image, scene.Class);
                    return local;
                },
                _ => { });
        }
        catch (AggregateException errors)
        {
            // Every thread meets the same trouble, such as missing files: one account of it will do.
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }

        writer.Commit();
    }
}
