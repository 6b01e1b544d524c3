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
    private const int RequiredImagesPerSecond = 5_000;
    private const int Batch = 50;
    private const int Repeats = 5;

    public static int Run(string[] arguments)
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
        MeasureRendering(garments);
        MeasureShards(garments);
        DecodedEpochs.Measure();
        return 0;
    }

    private static void MeasureRendering(FashionMnist garments)
    {
        const int Images = 2_000;
        var renderer = new MiniatureRenderer(new(), garments);
        var image = new byte[MiniatureRenderer.ImageBytes];
        Console.WriteLine("rendering, one core       images/s   of the 5,000 required");
        foreach (var set in Enum.GetValues<MiniatureSet>())
        {
            var seconds = Best(() =>
            {
                for (var i = 0; i < Images; i++)
                {
                    renderer.Render(set, i, image);
                }
            });
            Console.WriteLine($"  {set,-20} {Images / seconds,12:N0} {Images / seconds / RequiredImagesPerSecond,14:F1}x");
        }
    }

    private static void MeasureShards(FashionMnist garments)
    {
        var cache = Directory.CreateTempSubdirectory("counterfactual-bench-");
        try
        {
            var shards = new MiniatureShards(new(), garments);
            var first = Stopwatch.StartNew();
            shards.Open(MiniatureSet.Train, new(cache.FullName)).Dispose();
            Console.WriteLine($"10,000 images rendered into shards and opened in {first.Elapsed.TotalSeconds:F2} s");
            var again = Stopwatch.StartNew();
            using var set = shards.Open(MiniatureSet.Train, new(cache.FullName));
            Console.WriteLine($"opened again in {again.Elapsed.TotalMilliseconds:F1} ms");
            MeasureGather(set);
        }
        finally
        {
            cache.Delete(recursive: true);
        }
    }

    private static void MeasureGather(ImageSet set)
    {
        var order = CounterRandom.For(0, Purpose.Shuffle).Permutation(set.Count);
        var images = new byte[Batch * set.Shape.Bytes];
        var labels = new long[Batch];
        var gather = Best(() =>
        {
            for (var i = 0; i < order.Length; i += Batch)
            {
                set.Gather(order.AsSpan(i, Batch), images, labels);
            }
        });

        // Filled, so that it is memory of its own and not one page of zeros many times over.
        var whole = new byte[set.Count * set.Shape.Bytes];
        Array.Fill(whole, (byte)1);
        var copy = Best(() =>
        {
            for (var i = 0; i < whole.Length; i += images.Length)
            {
                whole.AsSpan(i, images.Length).CopyTo(images);
            }
        });
        var gigabytes = whole.Length / 1e9;
        var needed = StepImagesPerSecond();
        Console.WriteLine($"gathering shuffled batches of {Batch}: {gigabytes / gather:F1} GB/s ({set.Count / gather:N0} "
            + $"images/s); copying in order {gigabytes / copy:F1} GB/s; ratio {copy / gather:F2}");
        Console.WriteLine(
            $"  {set.Count / gather / needed:N0} times the {needed:N0} images/s of vanilla fine-tuning, the fastest "
            + "step, on one core (at least 5 required)");
    }

    private static double StepImagesPerSecond()
    {
        using var step = new OurStep(new StepBenchmarkOptions { StepsPerRound = 10 }, "vanilla");
        step.Round();
        return step.Round();
    }

    private static double Best(Action measured)
    {
        measured();
        var best = double.MaxValue;
        for (var i = 0; i < Repeats; i++)
        {
            var watch = Stopwatch.StartNew();
            measured();
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }

        return best;
    }
}
