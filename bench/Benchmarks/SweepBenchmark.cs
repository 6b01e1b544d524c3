using System.Diagnostics;
using Counterfactual.EndToEnd.Tests;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Benchmarks;

/// <summary>
/// What the orchestrator adds to an experiment: a sweep of 100 one-step experiments run by the console on two devices of one
/// thread, against the same experiments run one after the other in one process without silo, queue or trainer process.
/// </summary>
internal static class SweepBenchmark
{
    private const int Experiments = 100;
    private const int Devices = 2;

    private static readonly string SweepFile = $$"""
        name: one-step
        model: miniature
        data: {train_images: 50, test_images: 1, curve_images: 0}
        training: {epochs: 1, batch_size: 50, max_steps: 1}
        include:
          - {method: vanilla}
        seeds: [{{string.Join(", ", Enumerable.Range(0, Experiments))}}]
        """;

    private static readonly Dictionary<string, Func<Figures, Task>> Parts = new()
    {
        ["start"] = TrainerStart.MeasureAsync,
        ["demo"] = DemoSweep.MeasureAsync,
        ["reporting"] = ReportingDevices.MeasureOnSqliteAsync,
        ["reporting-postgres"] = ReportingDevices.MeasureOnPostgresAsync,
        ["one-step"] = RunOneStepAsync,
    };

    /// <param name="args">Which parts; nothing for all.</param>
    /// <param name="figures">Told what was found.</param>
    public static async Task<int> RunAsync(string[] args, Figures figures)
    {
        if (args.FirstOrDefault(part => !Parts.ContainsKey(part)) is { } unknown)
        {
            throw new FormatException($"sweep: there is no part {unknown}; expected {string.Join(", ", Parts.Keys)}");
        }

        foreach (var part in args.Length > 0 ? args : [.. Parts.Keys])
        {
            await Parts[part](figures);
        }

        return 0;
    }

    private static async Task RunOneStepAsync(Figures figures)
    {
        var directory = Directory.CreateTempSubdirectory("counterfactual-bench-").FullName;
        try
        {
            var file = Path.Combine(directory, "one-step.yaml");
            var devices = $"cpu:{Devices}";
            await File.WriteAllTextAsync(file, SweepFile);
            var cache = Path.Combine(directory, "cache");
            InProcess(directory, cache, count: 2);
            var alone = InProcess(directory, cache, Experiments);

            // The second launch finds the shards that the first one made.
            await using var home = new TestHome();
            (await ConsoleProcess.RunAsync(home, "sweep", "run", file, "--set", "seeds=[1000]", "--devices", devices)).Expect(0);
            var sweep = await TimedSweep.RunAsync(home, devices, file);

            var spent = sweep.Total * Devices / Experiments;
            figures.Condition($"{Experiments} experiments of one step, {Devices} devices of one thread");
            figures.Add(new() { Name = "wall time of the sweep", Value = sweep.Total, Unit = "s" });
            Add("in one process, without orchestrator, each", alone);
            Add("per experiment and device", spent);
            Add("of which training and evaluation", sweep.Busy / Experiments);
            Add("overhead per experiment", spent - (sweep.Busy / Experiments));

            void Add(string name, double seconds) => figures.Add(new()
            {
                Name = name,
                Value = 1e3 * seconds,
                Unit = "ms",
                Ratio = seconds / alone,
                RatioTo = "one process alone",
            });
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Seconds an experiment, one after the other.</summary>
    private static double InProcess(string directory, string cache, int count)
    {
        var started = Stopwatch.GetTimestamp();
        for (var seed = 0; seed < count; seed++)
        {
            var environment = new ExperimentEnvironment
            {
                CacheDirectory = cache,
                CheckpointDirectory = Path.Combine(directory, "checkpoints"),
            };
            var settings = new ExperimentSettings
            {
                Method = TrainingMethod.Vanilla,
                Seed = seed,
                Data = new() { TrainImages = 50, TestImages = 1, CurveImages = 0 },
                Training = new() { Epochs = 1, BatchSize = 50, MaxSteps = 1 },
            };
            ExperimentRunner.Run(settings, environment, new Silence(), CancellationToken.None);
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds / count;
    }

    private sealed class Silence : IExperimentObserver
    {
        public void ShardReady(PreparedShard shard)
        {
        }

        public void Progress(ExperimentProgress progress)
        {
        }

        public void Metric(string name, int step, double value)
        {
        }

        public void CheckpointWritten(WrittenCheckpoint checkpoint)
        {
        }
    }
}
