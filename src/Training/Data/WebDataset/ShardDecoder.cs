using System.Collections.Concurrent;
using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.Images;

namespace Counterfactual.Training.Data.WebDataset;

/// <summary>Decodes a WebDataset shard into a memory-mapped shard file of preprocessed images and labels.</summary>
public static class ShardDecoder
{
    /// <summary>
    /// Decodes every image of an archive and writes the shard file; under its final name there is a whole one or none.
    /// </summary>
    /// <param name="archive">Path of the WebDataset shard.</param>
    /// <param name="target">Path of the shard file.</param>
    /// <param name="shard">What the archive is to hold; its count includes images that turn out bad.</param>
    /// <param name="classes">Number of classes; labels are from 0 to one less.</param>
    /// <param name="options">How to decode.</param>
    /// <param name="cancellation">Stops it; nothing half-made is left.</param>
    /// <exception cref="BadImagesException">Images cannot be decoded, and either the policy is to fail or none is
    /// left.</exception>
    /// <exception cref="TarArchiveException">The archive is damaged, or holds other samples than it should.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ShardDecodeReport Decode(
        string archive, string target, ShardDescriptor shard, int classes, ShardDecodeOptions options,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(shard);
        ArgumentNullException.ThrowIfNull(options);
        var (bad, mislabelled) = Decode(archive, target, shard, classes, options, without: [], cancellation);
        if (bad.Count > 0 && (options.OnBadImage == BadImagePolicy.Fail || bad.Count == shard.Count))
        {
            throw new BadImagesException([.. bad.Values], shard.Count);
        }
        if (bad.Count > 0)
        {
            // A shard file has as many images as it says from the beginning, so it is begun anew once the bad ones are known.
            var rest = shard with { Count = shard.Count - bad.Count };
            Decode(archive, target, rest, classes, options, without: [.. bad.Keys], cancellation);
        }
        return new ShardDecodeReport(shard.Count - bad.Count, [.. bad.Values], mislabelled);
    }

    // Writes the shard file if every image that is not to be left out can be decoded; else returns the bad ones by number.
    private static (SortedDictionary<int, BadImage> Bad, int Mislabelled) Decode(
        string archive, string target, ShardDescriptor shard, int classes, ShardDecodeOptions options, HashSet<int> without,
        CancellationToken cancellation)
    {
        var side = options.Preprocessing.Size;
        var bad = new ConcurrentDictionary<int, BadImage>();
        var mislabelled = 0;
        using var writer = new ShardWriter(target, shard, new ImageShape(3, side, side), classes);
        using var buffers = new ThreadLocal<byte[]>(() => new byte[options.Preprocessing.Bytes]);
        var samples = Partitioner.Create(
            Numbered(archive, shard.Count, classes, without), EnumerablePartitionerOptions.NoBuffering);
        var threads = new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellation };
        try
        {
            Parallel.ForEach(samples, threads, numbered =>
            {
                var (number, place, sample) = numbered;
                try
                {
                    var header = ImageDecoder.Preprocess(sample.Image, options.Preprocessing, buffers.Value, options.Limits);
                    writer.Write(place, buffers.Value, sample.Label);
                    if (IsNamedPng(sample) != (header.Format == ImageFormat.Png))
                    {
                        Interlocked.Increment(ref mislabelled);
                    }
                }
                catch (ImageException exception)
                {
                    bad[number] = new BadImage($"{archive}: {sample.Description}", exception.Fault, exception.Message);
                }

                options.Decoded?.Invoke();
            });
        }
        catch (AggregateException exception) when (exception.InnerExceptions is [TarArchiveException damage, ..])
        {
            throw new TarArchiveException(damage.Message, exception);
        }
        if (bad.IsEmpty)
        {
            writer.Commit();
        }
        return (new SortedDictionary<int, BadImage>(bad), mislabelled);
    }

    // Each sample's number in the archive and its place in the shard file.
    private static IEnumerable<(int Number, int Place, WebDatasetSample Sample)> Numbered(
        string archive, int count, int classes, HashSet<int> without)
    {
        var number = 0;
        var place = 0;
        foreach (var sample in WebDatasetReader.Read(archive))
        {
            if (sample.Label >= classes)
            {
                throw new TarArchiveException(
                    $"{archive}: sample '{sample.Key}' has label {sample.Label}; expected 0 to {classes - 1}");
            }
            if (without.Contains(number++))
            {
                continue;
            }
            if (place == count)
            {
                throw new TarArchiveException($"{archive}: more than the {count + without.Count} samples that its index states");
            }
            yield return (number - 1, place++, sample);
        }
        if (place < count)
        {
            throw new TarArchiveException(
                $"{archive}: {place + without.Count} samples; its index states {count + without.Count}");
        }
    }

    private static bool IsNamedPng(WebDatasetSample sample) =>
        sample.ImageName.EndsWith(".png", StringComparison.OrdinalIgnoreCase);
}
