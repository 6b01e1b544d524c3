using System.Diagnostics;
using Counterfactual.Training.Data.Idx;
using Counterfactual.Training.Data.Miniature;
using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Benchmarks;

/// <summary>
/// Rendering of each set on one core, and reading of batches from cached shards against a plain copy of as many bytes.
/// </summary>
internal static class DataBenchmark
{
    private const int Batch = 50;
    private const int Repeats = 5;

    public static int Run(string[] arguments, Figures figures)
    {
        if (arguments.Length > 0)
        {
            Console.Error.WriteLine("usage: Benchmarks data");
            return 2;
        }

        if (!FashionMnist.IsInstalled())
        {
            Console.Error.WriteLine(
                "Fashion-MNIST is not installed: apt-get install dataset-fashion-mnist, or set "
                    + $"{FashionMnist.DirectoryVariable}");
            return 2;
        }

        var garments = new FashionMnist();
        MeasureRendering(garments, figures);
        MeasureShards(garments, figures);
        DecodedEpochs.Measure(figures);
        return 0;
    }

    private static void MeasureRendering(FashionMnist garments, Figures figures)
    {
        const int Images = 2_000;
        var renderer = new MiniatureRenderer(new(), garments);
        var image = new byte[MiniatureRenderer.ImageBytes];
        foreach (var set in Enum.GetValues<MiniatureSet>())
        {
            var speed = Speed(Images, () =>
            {
                for (var i = 0; i < Images; i++)
                {
                    renderer.Render(set, i, image);
                }
            });
            figures.Add(Figure.Of($"rendering {set}, one core", "images/s", speed) with { Target = "at least 5,000" });
        }
    }

    private static void MeasureShards(FashionMnist garments, Figures figures)
    {
        var cache = Directory.CreateTempSubdirectory("counterfactual-bench-");
        try
        {
            var shards = new MiniatureShards(new(), garments);
            var first = Stopwatch.StartNew();
            shards.Open(MiniatureSet.Train, new(cache.FullName)).Dispose();
            figures.Add(new()
            {
                Name = "10,000 images rendered into shards and opened",
                Value = first.Elapsed.TotalSeconds,
                Unit = "s",
            });
            var again = Stopwatch.StartNew();
            using var set = shards.Open(MiniatureSet.Train, new(cache.FullName));
            figures.Add(new() { Name = "opened again", Value = again.Elapsed.TotalMilliseconds, Unit = "ms" });
            MeasureGather(set, figures);
        }
        finally
        {
            cache.Delete(recursive: true);
        }
    }

    private static void MeasureGather(ImageSet set, Figures figures)
    {
        var order = CounterRandom.For(0, Purpose.Shuffle).Permutation(set.Count);
        var images = new byte[Batch * set.Shape.Bytes];
        var labels = new long[Batch];
        var gather = Speed(set.Count, () =>
        {
            for (var i = 0; i < order.Length; i += Batch)
            {
                set.Gather(order.AsSpan(i, Batch), images, labels);
            }
        });

        // Filled, so that it is memory of its own and not one page of zeros many times over.
        var whole = new byte[set.Count * set.Shape.Bytes];
        Array.Fill(whole, (byte)1);
        var copy = Speed(set.Count, () =>
        {
            for (var i = 0; i < whole.Length; i += images.Length)
            {
                whole.AsSpan(i, images.Length).CopyTo(images);
            }
        });
        var needed = StepImagesPerSecond();
        var fromCache = Figure.Of($"shuffled batches of {Batch} from the cache", "images/s", gather);
        figures.Add(Figure.Of("copying as many bytes in order", "images/s", copy));
        figures.Add(fromCache.Beside("copying", gather, copy));
        figures.Add(new()
        {
            Name = "the same in bytes",
            Value = gather.Median * set.Shape.Bytes / 1e9,
            Unit = "GB/s",
            Target = "at least 1",
        });
        figures.Add(new() { Name = "vanilla fine-tuning, the fastest step, one core", Value = needed, Unit = "images/s" });
        figures.Add(fromCache with { Ratio = gather.Median / needed, RatioTo = "that step", Target = "at least 5" });
    }

    private static double StepImagesPerSecond()
    {
        using var step = new OurStep(new StepBenchmarkOptions { StepsPerRound = 10 }, "vanilla");
        step.Round();
        return step.Round();
    }

    /// <summary>Images a second, run by run after one to warm up.</summary>
    private static Sample Speed(int images, Action measured)
    {
        measured();
        return new([.. Enumerable.Range(0, Repeats).Select(_ =>
        {
            var watch = Stopwatch.StartNew();
            measured();
            return images / watch.Elapsed.TotalSeconds;
        })]);
    }
}
