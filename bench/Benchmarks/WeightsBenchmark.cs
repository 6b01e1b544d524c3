using System.Diagnostics;
using System.Globalization;
using Counterfactual.Tests;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Benchmarks;

/// <summary>
/// Loading the image tower of a CLIP of ViT-B/32's sizes (88 million parameters) from a warm file, beside reading that many bytes
/// of the same file into memory.
/// </summary>
internal static class WeightsBenchmark
{
    private const int Rounds = 9;
    private const double Mebibyte = 1 << 20;

    private static readonly TinyClip VitB32 = new()
    {
        Resolution = 224,
        PatchSize = 32,
        Width = 768,
        Layers = 12,
        OutputDimension = 512,
        VocabularySize = 49_408,
        TextWidth = 512,
        TextLayers = 12,
    };

    public static int Run(string[] arguments, Figures figures)
    {
        set_num_threads(1);
        switch (arguments)
        {
            case []:
                return MakeAndMeasure(figures);
            case [var path] when File.Exists(path):
                Measure(path, figures);
                return 0;
            default:
                Console.Error.WriteLine(
                    "usage: Benchmarks weights [FILE]   (a CLIP; without one, some of 300 and 600 MB are made)");
                return 2;
        }
    }

    private static int MakeAndMeasure(Figures figures)
    {
        var directory = Directory.CreateTempSubdirectory("counterfactual-weights-");
        try
        {
            var path = Path.Combine(directory.FullName, "clip.safetensors");
            foreach (var dtype in new[] { ScalarType.Float32, ScalarType.Float16 })
            {
                VitB32.WriteOpenAi(path, dtype);
                figures.AddFrom(MeasureInNewProcess(path));
                VitB32.WriteHuggingFace(path, dtype);
                figures.AddFrom(MeasureInNewProcess(path));
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }

        return 0;
    }

    // What making the file left behind in this process would blur what loading it takes.
    private static string MeasureInNewProcess(string path)
    {
        string[] arguments = [typeof(WeightsBenchmark).Assembly.Location, "weights", path, "-o", "json"];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        var document = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return document;
    }

    private static void Measure(string path, Figures figures)
    {
        var bytes = ImageTowerBytes(path);
        List<Cost> loads = [];
        List<Cost> reads = [];
        var before = PrivateMemory();
        var model = Load(path);
        var loaded = PrivateMemory() - before;
        model.Dispose();
        for (var round = 0; round < Rounds; round++)
        {
            loads.Add(CostOf(() => Load(path).Dispose()));
            reads.Add(CostOf(() => Read(path, bytes)));
        }

        using var clip = ClipWeights.Open(path);
        Sample load = new(loads.Select(cost => cost.Wall)), read = new(reads.Select(cost => cost.Wall));
        var name = $"{clip.Naming} {clip.ElementTypes[0]}";
        figures.Add(Figure.Of($"{name}, plain read of {bytes / Mebibyte:F0} MiB", "ms", read));
        figures.Add(Figure.Of($"{name}, load", "ms", load).Beside("the plain read", load, read));
        figures.Add(Figure.Of("  of the processor", "ms", new(loads.Select(cost => cost.Processor))));
        figures.Add(new() { Name = "  memory of its own", Value = loaded / Mebibyte, Unit = "MiB" });
    }

    private static ClipVisionModel Load(string path)
    {
        using var clip = ClipWeights.Open(path);
        return clip.LoadVision();
    }

    private static long ImageTowerBytes(string path)
    {
        using var clip = ClipWeights.Open(path);
        using var shapes = new ClipVisionModel(clip.Vision, META);
        return shapes.parameters().Sum(parameter => parameter.NumberOfElements) * (clip.ElementTypes[0] == "float32" ? 4 : 2);
    }

    private static void Read(string path, long bytes)
    {
        var content = new byte[bytes];
        using var file = File.OpenRead(path);
        file.ReadExactly(content);
    }

    private static Cost CostOf(Action action)
    {
        var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        action();
        return new(watch.Elapsed.TotalMilliseconds, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
    }

    /// <summary>Bytes of memory that are this process's own and no file's.</summary>
    private static long PrivateMemory()
    {
        GC.Collect();
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Milliseconds by the clock, and of all the processor's cores.</summary>
    private sealed record Cost(double Wall, double Processor);
}
