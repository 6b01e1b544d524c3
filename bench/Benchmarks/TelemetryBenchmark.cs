using System.Text.Json;
using Counterfactual.Silo.Telemetry;
using Counterfactual.Silo.Trainers;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.Telemetry;

namespace Counterfactual.Benchmarks;

/// <summary>
/// What telemetry costs of a training step: what a trainer tells of steps and epochs, and what its silo does with that, off and
/// on, beside the step itself. All in processor time, since whole runs with and without differ by less than noise.
/// </summary>
internal static class TelemetryBenchmark
{
    private const int Calls = 500_000;
    private const int Epochs = 20_000;
    private const int Steps = 60;
    private const int StepsOfAnEpoch = 20;
    private const string Trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    public static async Task<int> RunAsync(string[] arguments, Figures figures)
    {
        if (arguments.Length > 0)
        {
            await Console.Error.WriteLineAsync("usage: Benchmarks telemetry");
            return 2;
        }

        var step = MeasureStep();
        figures.Add(new() { Name = "a step", Value = step * 1e6, Unit = "us" });
        Add("trainer, nobody listens", Measure());
        var (off, on) = (MeasureTold(trace: null), MeasureTold(Trace));
        Add("trainer, off: measurements alone", off);
        Add("trainer, on: spans as well", on);
        var (siloOff, siloOn) = (await MeasureSiloAsync(trace: null), await MeasureSiloAsync(Trace));
        Add("silo, off: measurements taken over", siloOff);
        Add("silo, on: all sent to a collector", siloOn);
        Add("both, off", off + siloOff);
        Add("both, on", on + siloOn);
        return 0;

        void Add(string name, double cost) => figures.Add(new()
        {
            Name = name,
            Value = cost * 1e6,
            Unit = "us",
            Ratio = cost / step,
            RatioTo = "the step",
            Target = "below 0.01",
        });
    }

    private static double MeasureTold(string? trace)
    {
        using var telemetry = new TrainerTelemetry(message => Stream.Null.Write(Serialize(message)), trace);
        return Measure();
    }

    private static Task<double> MeasureSiloAsync(string? trace)
    {
        using var lines = new MemoryStream();
        using (var telemetry = new TrainerTelemetry(message => lines.Write([.. Serialize(message), (byte)'\n']), trace))
        {
            for (var epoch = 0; epoch < SiloTelling.Epochs; epoch++)
            {
                Tell(StepsOfAnEpoch, 1);
                telemetry.TellMeasured();
            }
        }

        return SiloTelling.SecondsAStepAsync(lines.ToArray(), SiloTelling.Epochs * StepsOfAnEpoch, trace);
    }

    /// <summary>Seconds a step: what it tells itself, and its share of an epoch with checkpoint and validation.</summary>
    private static double Measure()
    {
        Tell(Calls / 10, Epochs / 10);
        var begun = Environment.CpuUsage.TotalTime;
        Tell(Calls, 0);
        var steps = Environment.CpuUsage.TotalTime;
        Tell(0, Epochs);
        var epochs = (Environment.CpuUsage.TotalTime - steps).TotalSeconds / Epochs;
        return ((steps - begun).TotalSeconds / Calls) + (epochs / StepsOfAnEpoch);
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

    private static byte[] Serialize(TrainerMessage message) =>
        JsonSerializer.SerializeToUtf8Bytes(message, TrainerJson.Default.TrainerMessage);

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

        public double Median => new Sample(steps).Median;

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
