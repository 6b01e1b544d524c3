using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Counterfactual.Training.Models;

namespace Counterfactual.Benchmarks;

/// <summary>
/// The same training step written plainly in PyTorch, in a process of its own that takes steps when it is told to.
/// </summary>
internal sealed class StepReference : IDisposable
{
    private readonly Process process;
    private readonly int imagesPerRound;

    private StepReference(Process process, string version, int imagesPerRound)
    {
        this.process = process;
        this.imagesPerRound = imagesPerRound;
        Version = version;
    }

    /// <summary>PyTorch's version.</summary>
    public string Version { get; }

    /// <summary>Starts the reference; null where the interpreter has no PyTorch.</summary>
    public static StepReference? TryStart(StepBenchmarkOptions options)
    {
        if (!File.Exists(options.Interpreter))
        {
            return null;
        }

        var start = new ProcessStartInfo(options.Interpreter, [RepositoryFile.Find("bench/reference_step.py"), Sizes(options)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["OMP_NUM_THREADS"] = options.Threads.ToString(CultureInfo.InvariantCulture);
        var process = Process.Start(start)!;
        return process.StandardOutput.ReadLine() is { } version
            ? new(process, version, options.Batch * options.StepsPerRound)
            : null;
    }

    /// <summary>Takes a round of steps.</summary>
    /// <returns>Images a second.</returns>
    public double Round(string method)
    {
        process.StandardInput.WriteLine(method);
        process.StandardInput.Flush();
        var seconds = process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException("the reference ended: its message is above");
        return imagesPerRound / double.Parse(seconds, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private static string Sizes(StepBenchmarkOptions options)
    {
        ClipVisionOptions model = options.Model;
        return JsonSerializer.Serialize(new
        {
            resolution = model.Resolution,
            patch = model.PatchSize,
            width = model.Width,
            layers = model.Layers,
            heads = model.Heads,
            output = model.OutputDimension,
            classes = options.Classes,
            batch = options.Batch,
            threads = options.Threads,
            steps = options.StepsPerRound,
            device = options.Device,
            autocast = options.ReferenceAutocast,
            processor_time = options.ProcessorTime,
        });
    }
}
