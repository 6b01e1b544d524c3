using System.Security.Cryptography;
using System.Text.Json;
using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.Data.WebDataset;
using Counterfactual.Training.Images;

namespace Counterfactual.Training.Data.Datasets;

/// <summary>A dataset as a model takes it: each shard decoded and preprocessed once, into the cache.</summary>
/// <remarks>Safe for use by several threads and processes at once on one cache.</remarks>
public sealed class DecodedDataset
{
    private const int ShownOfChecksum = 16;

    private readonly DatasetSource source;
    private readonly Preprocessing preprocessing;
    private readonly BadImagePolicy onBadImage;
    private readonly string cachedAs;

    /// <summary>A dataset, preprocessed.</summary>
    /// <param name="source">The dataset.</param>
    /// <param name="preprocessing">What is made of each image.</param>
    /// <param name="onBadImage">What to do about images that cannot be decoded.</param>
    public DecodedDataset(DatasetSource source, Preprocessing preprocessing, BadImagePolicy onBadImage)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(preprocessing);
        this.source = source;
        this.preprocessing = preprocessing;
        this.onBadImage = onBadImage;
        Form = FormattableString.Invariant($"{preprocessing.Size}px")
            + (preprocessing.Border == 0 ? "" : FormattableString.Invariant($"-border{preprocessing.Border}"));
        cachedAs = $"{source.Name}-{source.Checksum()[..ShownOfChecksum]}-{Form}";
        Shards = [.. Describe()];
    }

    /// <summary>The preprocessing in a word, such as <c>224px</c> or <c>224px-border2</c>.</summary>
    public string Form { get; }

    /// <summary>The shards as they lie in the cache, in order; their counts include images that turn out bad.</summary>
    public IReadOnlyList<ShardDescriptor> Shards { get; }

    /// <summary>Bytes that all of them take in the cache.</summary>
    public long Bytes => Shards.Sum(shard => (long)shard.Count * (Shape.Bytes + sizeof(int)));

    private ImageShape Shape => new(3, preprocessing.Size, preprocessing.Size);

    /// <summary>A shard from the cache; it is decoded into the cache if it is not there or is damaged.</summary>
    /// <param name="shard">One of <see cref="Shards"/>.</param>
    /// <param name="cache">The cache.</param>
    /// <param name="threads">How many threads decode, at least 1.</param>
    /// <param name="worked">Called, by any thread, as images are decoded by this process or by another; null for nobody.</param>
    /// <param name="cancellation">Stops waiting and decoding; nothing half-made is left.</param>
    /// <returns>The shard, and the images that are left out of it.</returns>
    /// <exception cref="BadImagesException">Images cannot be decoded, and either the policy is to fail or none is
    /// left.</exception>
    /// <exception cref="TarArchiveException">The archive is damaged, or holds other samples than it should.</exception>
    /// <exception cref="InvalidDataException">The archive is another than the one registered.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public (ShardFile File, IReadOnlyList<BadImage> LeftOut) Ensure(
        ShardDescriptor shard, ShardCache cache, int threads = 1, Action? worked = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(shard);
        ArgumentNullException.ThrowIfNull(cache);
        IReadOnlyList<BadImage>? leftOut = null;
        var file = cache.Ensure(
            shard, Shape,
            found => (found.Descriptor with { Count = shard.Count }) == shard
                && (leftOut = LeftOut(shard, found, cache.PathOf(shard))) is not null,
            () => Decode(shard, cache.PathOf(shard), threads, worked, cancellation),
            worked, cancellation);
        return (file, leftOut!);
    }

    private IEnumerable<ShardDescriptor> Describe()
    {
        var first = 0;
        for (var number = 0; number < source.Shards.Count; number++)
        {
            yield return new ShardDescriptor(cachedAs, number, first, source.Shards[number].Images);
            first = checked(first + source.Shards[number].Images);
        }
    }

    private void Decode(ShardDescriptor shard, string target, int threads, Action? decoded, CancellationToken cancellation)
    {
        var archive = source.Shards[shard.Number];
        RequireRegistered(archive);
        var report = ShardDecoder.Decode(
            archive.Path, target, shard, source.Classes.Count,
            new() { Preprocessing = preprocessing, OnBadImage = onBadImage, Threads = threads, Decoded = decoded },
            cancellation);
        if (report.BadImages.Count > 0)
        {
            WriteList(ListPath(target), report.BadImages);
        }
    }

    private void RequireRegistered(DatasetShard archive)
    {
        // A pipe or a device says that it is empty: opening it might never end.
        if (new FileInfo(archive.Path).Length != archive.Bytes || Checksum(archive.Path) != archive.Sha256)
        {
            throw new InvalidDataException(
                $"{archive.Path}: not the file that was registered (SHA-256 {archive.Sha256}); "
                + $"see 'dataset verify {source.Name}'");
        }
    }

    private static string Checksum(string path)
    {
        using var content = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }

    // The images that a cached shard was decoded without; null where that is not known, and it must be decoded again.
    private IReadOnlyList<BadImage>? LeftOut(ShardDescriptor shard, ShardFile cached, string target)
    {
        if (cached.Count == shard.Count)
        {
            return [];
        }

        if (ReadList(ListPath(target)) is not { } list || list.Count != shard.Count - cached.Count)
        {
            return null;
        }

        return onBadImage == BadImagePolicy.Skip ? list : throw new BadImagesException(list, shard.Count);
    }

    private static string ListPath(string target) => target + ".bad.json";

    private static void WriteList(string path, IReadOnlyList<BadImage> images)
    {
        var temporaryPath = $"{path}.{Guid.NewGuid():N}.tmp";
        File.WriteAllBytes(temporaryPath, JsonSerializer.SerializeToUtf8Bytes(images));
        File.Move(temporaryPath, path, overwrite: true);
    }

    private static IReadOnlyList<BadImage>? ReadList(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<IReadOnlyList<BadImage>>(File.ReadAllBytes(path));
        }
        catch (Exception error) when (error is FileNotFoundException or JsonException)
        {
            return null;
        }
    }
}
