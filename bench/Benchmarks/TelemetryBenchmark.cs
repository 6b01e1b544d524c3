using System.Text.Json;
using Counterfactual.Silo.Telemetry;
using Counterfactual.Silo.Trainers;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.Telemetry;

namespace Counterfactual.Benchmarks;

/// <summary>
/// What telemetry costs of a training step: what a step and an epoch tell, with nobody listening and with everything sent to the
/// silo, beside the step itself. All in processor time, since whole runs with and without differ by less than noise.
/// </summary>
internal static class TelemetryBenchmark
{
    private const int Calls = 500_000;
    private const int Epochs = 20_000;
    private const int Steps = 60;
    private const int StepsOfAnEpoch = 20;
    private const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    public static int Run(string[] arguments, Figures figures)
    {
        if (arguments.Length > 0)
        {
            Console.Error.WriteLine("usage: Benchmarks telemetry");
            return 2;
        }

        var step = MeasureStep();
        figures.Add(new() { Name = "a step", Value = step * 1e6, Unit = "us" });
        Add("told of a step, nobody listens", Measure());
        Add("told of a step, off: measurements alone", MeasureTold(trace: null));
        Add("told of a step, on: spans as well", MeasureTold(Trace));
        return 0;

        void Add(string name, (double Step, double Epoch) told)
        {
            var cost = told.Step + (told.Epoch / StepsOfAnEpoch);
            figures.Add(new()
            {
                Name = name,
                Value = cost * 1e6,
                Unit = "us",
                Ratio = cost / step,
                RatioTo = "the step",
                Target = "below 0.01",
            });
        }
    }

    private static (double Step, double Epoch) MeasureTold(string? trace)
    {
        using var telemetry = new TrainerTelemetry(message => Serialize(message), trace);
        return Measure();
    }

    /// <summary>Seconds that a step tells, and what an epoch with its checkpoint and validation tells.</summary>
    private static (double Step, double Epoch) Measure()
    {
        Tell(Calls / 10, Epochs / 10);
        var begun = Environment.CpuUsage.TotalTime;
        Tell(Calls, 0);
        var steps = Environment.CpuUsage.TotalTime;
        Tell(0, Epochs);
        return ((steps - begun).TotalSeconds / Calls, (Environment.CpuUsage.TotalTime - steps).TotalSeconds / Epochs);
    }

    private static void Tell(int steps, int epochs)
    {
        for (var step = 0; step < steps; step++)
        {
            TrainingMetrics.Stepped(1, 0.02, 50);
        }

        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            using (TrainingSpans.Epoch(epoch))
            {
                TrainingSpans.Checkpoint(epoch)?.Dispose();
            }

            TrainingSpans.Validate(epoch)?.Dispose();
        }
    }

    private static void Serialize(TrainerMessage message) =>
        Stream.Null.Write(JsonSerializer.SerializeToUtf8Bytes(message, TrainerJson.Default.TrainerMessage));

    /// <summary>Processor seconds of a step of vanilla fine-tuning of the miniature, batch 50: the fastest method.</summary>
    private static double MeasureStep()
    {
        var directory = Directory.CreateTempSubdirectory("cf-bench-");
        try
        {
            var meter = new StepClock();
            ExperimentRunner.Run(
                new ExperimentSettings
                {
                    Method = TrainingMethod.Vanilla,
                    Data = new DataSettings { TestImages = 20 },
                    Training = new TrainingRecipe { MaxSteps = Steps, BatchSize = 50 },
                },
                new ExperimentEnvironment
                {
                    CacheDirectory = Path.Combine(directory.FullName, "cache"),
                    CheckpointDirectory = Path.Combine(directory.FullName, "checkpoints"),
                },
                meter,
                CancellationToken.None);
            return meter.Median;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>Takes the processor time between steps.</summary>
    private sealed class StepClock : IExperimentObserver
    {
        private readonly List<double> steps = [];
        private TimeSpan last;

        public double Median => steps.Order().ElementAt(steps.Count / 2);

        public void Progress(ExperimentProgress progress)
        {
            var now = Environment.CpuUsage.TotalTime;
            if (progress is { Phase: ExperimentPhase.Training, Step: > 1 })
            {
                steps.Add((now - last).TotalSeconds);
            }

            last = now;
        }

        public void ShardReady(PreparedShard shard)
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
