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

    public static void Measure(Figures figures)
    {
        var directory = Directory.CreateTempSubdirectory("counterfactual-bench-");
        try
        {
            Measure(directory.FullName, figures);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static void Measure(string directory, Figures figures)
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
        Sample cached = new([.. Enumerable.Range(1, Epochs)
            .Select(epoch => Images / Seconds(() => Epoch(set, epoch, pixels, labels)))]);
        var reading = Images / cached.Median;
        figures.Condition($"{Images:N0} JPEG files of 500 x 375, one core");
        Add("folder packed into archives, once", packing);
        Add("first epoch from archives: decoded, then read", decoding + reading);
        Add("first epoch from a folder: packed as well", packing + decoding + reading);
        figures.Add(Figure.Of("later epochs from the cache, shuffled", "images/s", cached));
        figures.Add(new()
        {
            Name = "the same in bytes",
            Value = cached.Median * set.Shape.Bytes / 1e9,
            Unit = "GB/s",
            Target = "at least 1",
        });

        void Add(string name, double seconds) => figures.Add(new() { Name = name, Value = Images / seconds, Unit = "images/s" });
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
