using System.Diagnostics;
using Counterfactual.Training.Data.Datasets;
using Counterfactual.Training.Data.ImageFolders;
using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.Data.WebDataset;
using Counterfactual.Training.Images;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Benchmarks;

/// <summary>
/// Photographs of 500 x 375 from a folder and from tar archives, through the cache: packing, the first epoch (decoding), later
/// epochs. One core.
/// </summary>
internal static class DecodedEpochs
{
    private const int Images = 2_000;
    private const int Batch = 50;
    private const int Epochs = 5;

    public static void Measure()
    {
        var directory = Directory.CreateTempSubdirectory("counterfactual-bench-");
        try
        {
            Measure(directory.FullName);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void Measure(string directory)
    {
        var photograph = Path.Combine(directory, "photograph.jpg");
        if (!PillowProcess.TryMakePhotograph(photograph))
        {
            Console.Error.WriteLine("Pillow (Debian's python3-pil) is not installed: no photographs to decode");
            return;
        }

        var folder = Directory.CreateDirectory(Path.Combine(directory, "folder", "only")).FullName;
        for (var image = 0; image < Images; image++)
        {
            File.Copy(photograph, Path.Combine(folder, $"{image:D6}.jpg"));
        }

        var archives = Path.Combine(directory, "archives");
        var packing = Seconds(() => ShardPacker.Pack(ImageFolder.Scan(Path.GetDirectoryName(folder)!), "photographs", archives));
        var classes = Path.Combine(directory, "classes.txt");
        File.WriteAllText(classes, "only\n");
        var source = WebDatasetDirectory.Scan("photographs", archives, ClassNames.Load(classes));
        var cache = new ShardCache(Path.Combine(directory, "cache"));
        var decoding = Seconds(() => Open(source, cache).Dispose());
        using var set = Open(source, cache);
        var (pixels, labels) = (new byte[Batch * set.Shape.Bytes], new long[Batch]);
        Epoch(set, 0, pixels, labels);
        var cached = Enumerable.Range(1, Epochs)
            .Select(epoch => Seconds(() => Epoch(set, epoch, pixels, labels))).Order().ToList();
        var bytes = (double)set.Count * set.Shape.Bytes;
        Console.WriteLine($"{Images:N0} JPEG files of 500 x 375, one core                  images/s");
        Console.WriteLine($"  folder packed into archives, once              {Images / packing,12:N0}");
        Console.WriteLine($"  first epoch from archives: decoded, then read  {Images / (decoding + cached[0]),12:N0}");
        Console.WriteLine($"  first epoch from a folder: packed as well      {Images / (packing + decoding + cached[0]),12:N0}");
        Console.WriteLine(
            $"  later epochs from the cache, shuffled          {Images / cached[Epochs / 2],12:N0}, "
            + $"{bytes / cached[Epochs / 2] / 1e9:F1} GB/s (at least 1 required); {Epochs} epochs, "
            + $"{bytes / cached[^1] / 1e9:F1} to {bytes / cached[0] / 1e9:F1} GB/s");
    }

    private static ImageSet Open(DatasetSource source, ShardCache cache)
    {
        var dataset = new DecodedDataset(source, new Preprocessing(), BadImagePolicy.Fail);
        return new ImageSet(dataset.Shards.Select(shard => dataset.Ensure(shard, cache).File));
    }

    private static void Epoch(ImageSet set, int epoch, byte[] pixels, long[] labels)
    {
        var order = CounterRandom.For(0, Purpose.Shuffle, epoch).Permutation(set.Count);
        for (var first = 0; first + Batch <= order.Length; first += Batch)
        {
            set.Gather(order.AsSpan(first, Batch), pixels, labels);
        }
    }

    private static double Seconds(Action measured)
    {
        var started = Stopwatch.GetTimestamp();
        measured();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
