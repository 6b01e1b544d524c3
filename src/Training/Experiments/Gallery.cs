using System.Globalization;
using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.Images;
using Counterfactual.Training.Method;
using Counterfactual.Training.Models;
using Counterfactual.Training.Randomness;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>
/// Draws what the method does to a few training images, the same ones with the same partners after every epoch, so that one sees
/// what is masked and how that changes. No number of the experiment depends on it.
/// </summary>
internal sealed class Gallery
{
    private const int LargestSide = 112;
    private const byte Removed = 128;

    /// <summary>The place of a batch that no epoch has: its draws are nobody else's.</summary>
    private const int NoBatch = int.MaxValue;

    private readonly ImageSet pool;
    private readonly IReadOnlyList<string> classNames;
    private readonly int[] numbers;
    private readonly Device device;
    private readonly CounterfactualSampler sampler;
    private readonly TeacherRelevance? maps;

    private Gallery(
        ExperimentSettings settings, ImageSet pool, IReadOnlyList<string> classNames, int[] numbers, Device device,
        TeacherRelevance? maps)
    {
        this.maps = maps;
        this.pool = pool;
        this.classNames = classNames;
        this.numbers = numbers;
        this.device = device;
        sampler = new CounterfactualSampler(
            new() { Masking = settings.Masking, Refill = settings.Refill, Level = settings.Rate ?? settings.Threshold ?? 0 },
            settings.Seed);
    }

    /// <summary>The gallery of an experiment; null where it wants none, masks nothing, or trains on a single image.</summary>
    /// <param name="settings">The experiment.</param>
    /// <param name="pool">All images that may train.</param>
    /// <param name="classNames">Names of their classes.</param>
    /// <param name="subset">Numbers of those that do.</param>
    /// <param name="device">The model's device.</param>
    /// <param name="maps">The teacher's maps where they decide the masks; null for the student's.</param>
    public static Gallery? Of(
        ExperimentSettings settings, ImageSet pool, IReadOnlyList<string> classNames, IReadOnlyList<int> subset, Device device,
        TeacherRelevance? maps)
    {
        var count = Math.Min(settings.GallerySamples, subset.Count);
        if (count < 2)
        {
            return null;
        }

        var order = CounterRandom.For(settings.Seed, Purpose.Gallery).Permutation(subset.Count);
        return new(settings, pool, classNames, [.. order.Take(count).Select(place => subset[place])], device, maps);
    }

    /// <summary>Draws a page and writes it as a file.</summary>
    /// <param name="model">The model as it stands.</param>
    /// <param name="epoch">The epoch that ended, from 1.</param>
    /// <param name="step">Optimiser steps done.</param>
    /// <param name="directory">Where to.</param>
    /// <exception cref="ExperimentException">The file cannot be written.</exception>
    public WrittenGallery Write(ImageClassifier model, int epoch, int step, string directory)
    {
        var path = Path.Combine(
            Path.GetFullPath(directory), string.Create(CultureInfo.InvariantCulture, $"gallery-{epoch:D4}.json"));
        Draw(model, epoch, step).Write(path);
        return new(path, epoch);
    }

    private GalleryPage Draw(ImageClassifier model, int epoch, int step)
    {
        using var scope = NewDisposeScope();
        var (pixels, labels) = new BatchReader(pool, device).Read(numbers);
        var clean = CleanPass.Run(model, pixels, keepAttention: true);
        var map = maps?.Of(numbers) ?? clean.Relevance(labels).to(ScalarType.Float32);
        var relevance = Values<float>(map);
        var predicted = Values<long>(clean.Logits.argmax(1));
        var patches = relevance.Length / numbers.Length;
        var draws = sampler.Draw(epoch: 0, NoBatch, numbers.Length, patches, pixels.device);
        var counterfactuals = sampler.Sample(clean, labels, draws, map);
        var sources = Sources(counterfactuals, patches);
        List<GallerySample> samples = [];
        for (var (place, bytes) = (0, 0); place < numbers.Length; place++)
        {
            var sample = Sample(
                place, (int)predicted[place], relevance.AsSpan(place * patches, patches),
                sources.AsSpan(place * patches, patches));
            bytes += sample.Original.Length + sample.Relevance.Length + sample.Mask.Length + sample.Refilled.Length;
            if (bytes > GalleryPage.MostBytes)
            {
                break;
            }

            samples.Add(sample);
        }

        return new(epoch, step, samples);
    }

    /// <summary>For each patch of each image the place of the image that it comes from; -1 where it is removed.</summary>
    private int[] Sources(Counterfactuals counterfactuals, int patches)
    {
        var own = Enumerable.Range(0, numbers.Length * patches).Select(index => index / patches).ToArray();
        if (counterfactuals.Source is { } source)
        {
            return [.. Values<long>(source).Select(patch => (int)(patch / patches))];
        }

        if (counterfactuals.Selection.KeptTokens is { } kept)
        {
            var tokens = Values<long>(kept);
            var perImage = tokens.Length / numbers.Length;
            return [.. own.Select((place, index) =>
                tokens.AsSpan(place * perImage, perImage).Contains((index % patches) + 1) ? place : -1)];
        }

        if (counterfactuals.Selection.ExcludedKeys is { } excluded)
        {
            var tokens = Values<bool>(excluded);
            return [.. own.Select((place, index) => tokens[(place * (patches + 1)) + (index % patches) + 1] ? -1 : place)];
        }

        return own;
    }

    private GallerySample Sample(int place, int predicted, ReadOnlySpan<float> relevance, ReadOnlySpan<int> sources)
    {
        var (side, grid) = (pool.Shape.Width, (int)Math.Round(Math.Sqrt(relevance.Length)));
        var patch = side / grid;
        var refilled = new byte[pool.Shape.Bytes];
        for (var index = 0; index < refilled.Length; index++)
        {
            var (row, column) = (index / side % side, index % side);
            var source = sources[(row / patch * grid) + (column / patch)];
            refilled[index] = source < 0 ? Removed : pool.Image(numbers[source])[index];
        }

        var (map, mask) = (new byte[relevance.Length], new byte[relevance.Length]);
        for (var index = 0; index < map.Length; index++)
        {
            map[index] = (byte)Math.Clamp(255 * relevance[index], 0, 255);
            mask[index] = sources[index] == place ? (byte)0 : byte.MaxValue;
        }

        return new()
        {
            Image = numbers[place],
            Label = pool.Label(numbers[place]),
            Predicted = predicted,
            LabelName = classNames[pool.Label(numbers[place])],
            PredictedName = classNames[predicted],
            Original = Picture(pool.Image(numbers[place])),
            Relevance = PngEncoder.Encode(map, grid, channels: 1),
            Mask = PngEncoder.Encode(mask, grid, channels: 1),
            Refilled = Picture(refilled),
            Partners = [.. sources.ToArray().Where(source => source >= 0 && source != place).Distinct().Order()],
            Sources = sources.ToArray(),
        };
    }

    /// <summary>Planes of colours as a PNG file, reduced by a whole factor where the image is large.</summary>
    private byte[] Picture(ReadOnlySpan<byte> planes)
    {
        var (side, channels) = (pool.Shape.Width, pool.Shape.Channels);
        var factor = (side + LargestSide - 1) / LargestSide;
        var reduced = side / factor;
        var pixels = new byte[reduced * reduced * channels];
        for (var index = 0; index < pixels.Length; index++)
        {
            var (row, column, channel) =
                (index / channels / reduced * factor, index / channels % reduced * factor, index % channels);
            var sum = 0;
            for (var inner = 0; inner < factor * factor; inner++)
            {
                sum += planes[(((channel * side) + row + (inner / factor)) * side) + column + (inner % factor)];
            }

            pixels[index] = (byte)((sum + (factor * factor / 2)) / (factor * factor));
        }

        return PngEncoder.Encode(pixels, reduced, channels);
    }

    private static T[] Values<T>(Tensor tensor) where T : unmanaged => tensor.detach().to(CPU).contiguous().data<T>().ToArray();
}
