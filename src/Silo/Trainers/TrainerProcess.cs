using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Hosting;
using Counterfactual.Silo.Telemetry;
using Counterfactual.Torch;
using Counterfactual.Training.Data.WebDataset;
using Counterfactual.Training.Experiments;
using Microsoft.Win32.SafeHandles;

namespace Counterfactual.Silo.Trainers;

/// <summary>The child process that trains: the hidden command <c>counterfactual trainer</c>, without arguments.</summary>
public static class TrainerProcess
{
    /// <summary>Serves its silo over standard input and output until standard input closes.</summary>
    /// <returns>The exit code: 0.</returns>
    public static int Main() => Serve((settings, environment, observer, stop) =>
        ExperimentRunner.Run(ExperimentSettings.FromJson(settings), environment, observer, stop));

    /// <summary>Serves with something else than the method to run, where devices are also as many as one likes.</summary>
    internal static int Serve(RunExperiment runExperiment, int? cudaDevices = null)
    {
        // The kernel ends this process with its silo; a silo that ended before this line is noticed by standard input.
        Linux.DieWithParent();
        Linux.LeaveTerminal();
        Linux.BeKilledFirstForMemory();
        using var output = TakeStandardOutput();
        var messages = new TrainerOutput(output);
        var commands = new BlockingCollection<Received>();
        var decisions = new BlockingCollection<TrainerCommand.Decision>();
        var reader = new Thread(() => ReadCommands(commands, decisions)) { IsBackground = true, Name = "commands" };
        reader.Start();

        messages.Send(new TrainerMessage.Ready());
        foreach (var (command, stop) in commands.GetConsumingEnumerable())
        {
            if (command is not TrainerCommand.Run run)
            {
                messages.Send(new TrainerMessage.Devices(cudaDevices ?? torch.device_count(DeviceType.CUDA), torch.version));
                continue;
            }

            // A decision that came after its run was stopped is not the next one's.
            while (decisions.TryTake(out _))
            {
            }

            messages.Send(Run(runExperiment, run, messages, decisions, stop));
        }

        return 0;
    }

    private static TrainerMessage Run(
        RunExperiment runExperiment, TrainerCommand.Run run, TrainerOutput messages,
        BlockingCollection<TrainerCommand.Decision> decisions, CancellationToken stop)
    {
        using var telemetry = new TrainerTelemetry(messages.Send, run.Trace);
        try
        {
            var observer = new ReportingObserver(messages, telemetry, run.EarlyStopping, decisions);
            return new TrainerMessage.Completed(runExperiment(run.Settings, run.Environment, observer, stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new TrainerMessage.Stopped();
        }
        catch (ExperimentException expected) when (telemetry.Marks(expected))
        {
            Console.Error.WriteLine($"{run.Experiment}: {expected.Message}");
            return new TrainerMessage.Failed(expected.Message, expected.Retryable, ExperimentFaults.Of(expected));
        }
#pragma warning disable CA1031 // Whatever ends the run is the silo's to judge; the log has the whole of it.
        catch (Exception unexpected) when (telemetry.Marks(unexpected))
#pragma warning restore CA1031
        {
            Console.Error.WriteLine($"{run.Experiment}: {unexpected}");
            return new TrainerMessage.Failed(
                $"{unexpected.GetType().Name}: {unexpected.Message}", Retryable: true, ExperimentFaults.Of(unexpected));
        }
    }

    private static void ReadCommands(
        BlockingCollection<Received> commands, BlockingCollection<TrainerCommand.Decision> decisions)
    {
        // Of the newest command, begun or not: a run that is stopped before it begins must not begin as if it were not.
        var stop = new CancellationTokenSource();
        using var input = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        while (input.ReadLine() is { } line)
        {
            switch (JsonSerializer.Deserialize(line, TrainerJson.Default.TrainerCommand))
            {
                case TrainerCommand.Stop:
                    stop.Cancel();
                    break;
                case TrainerCommand.Decision decision:
                    decisions.Add(decision);
                    break;
                case { } command:
                    stop = new CancellationTokenSource();
                    commands.Add(new(command, stop.Token));
                    break;
            }
        }

        // The silo is gone: nobody can use what is being computed.
        Environment.Exit(0);
    }

    /// <summary>Keeps the protocol's stream to itself: what a library prints to standard output goes to the log.</summary>
    private static FileStream TakeStandardOutput()
    {
        var descriptor = Linux.Duplicate(Linux.StandardOutput);
        Linux.Redirect(Linux.StandardError, Linux.StandardOutput);
        return new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

    /// <summary>A command, and what cancels it.</summary>
    private readonly record struct Received(TrainerCommand Command, CancellationToken Stop);

    /// <summary>Writes messages, one a line, each as a whole.</summary>
    private sealed class TrainerOutput(Stream stream)
    {
        private readonly Lock gate = new();

        internal void Send(TrainerMessage message)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(message, TrainerJson.Default.TrainerMessage);
            lock (gate)
            {
                stream.Write([.. json, (byte)'\n']);
            }
        }
    }

    /// <summary>Tells the silo what the experiment does.</summary>
    private sealed class ReportingObserver(
        TrainerOutput messages, TrainerTelemetry telemetry, EarlyStopping? earlyStopping,
        BlockingCollection<TrainerCommand.Decision> decisions) : IExperimentObserver
    {
        private const int MillisecondsBetweenProgress = 100;
        private const int MillisecondsBetweenWork = 1000;
        private ExperimentProgress? last;
        private long lastSent;
        private long lastWorked;
        private int checkpoints;

        public void ShardReady(PreparedShard shard) => messages.Send(new TrainerMessage.Shard(shard));

        // Standard error is the experiment's log.
        public void ImageLeftOut(BadImage image) => Console.Error.WriteLine($"left out {image}");

        public void Progress(ExperimentProgress progress)
        {
            // Fast steps would flood the silo; a change of phase or epoch is never left out.
            var now = Environment.TickCount64;
            if (last?.Phase == progress.Phase && last.Epoch == progress.Epoch && now - lastSent < MillisecondsBetweenProgress)
            {
                return;
            }

            (last, lastSent) = (progress, now);
            messages.Send(new TrainerMessage.Progress(progress));
        }

        public void Worked()
        {
            // Called for every image: one message a second tells as much.
            var (now, before) = (Environment.TickCount64, Interlocked.Read(ref lastWorked));
            if (now - before >= MillisecondsBetweenWork
                && Interlocked.CompareExchange(ref lastWorked, now, before) == before)
            {
                messages.Send(new TrainerMessage.Worked());
            }
        }

        public void Metric(string name, int step, double value) => messages.Send(new TrainerMessage.Metric(name, step, value));

        public void GalleryWritten(WrittenGallery gallery) => messages.Send(new TrainerMessage.Gallery(gallery));

        public void CheckpointWritten(WrittenCheckpoint checkpoint)
        {
            // The silo's from here on: under a name of its own, so that whoever tidies up old checkpoints does not find it.
            var handedOver = Path.Combine(Path.GetDirectoryName(checkpoint.Path)!, $"{++checkpoints}.handed-over");
            File.Move(checkpoint.Path, handedOver);
            telemetry.TellMeasured();
            messages.Send(new TrainerMessage.Checkpoint(checkpoint with { Path = handedOver }));
        }

        public bool GoesOn(int epoch, IReadOnlyDictionary<string, double> metrics, CancellationToken stop)
        {
            if (earlyStopping?.RungAt(epoch) is not int rung)
            {
                return true;
            }

            if (!metrics.TryGetValue(earlyStopping.Metric, out var value) || !double.IsFinite(value))
            {
                throw new ExperimentException(
                    $"early stopping compares {earlyStopping.Metric}, which was not measured at the end of epoch {epoch}; "
                        + "measured: "
                    + (metrics.Count == 0 ? "nothing (data.curve_images is 0)" : string.Join(", ", metrics.Keys)))
                { Retryable = false };
            }

            messages.Send(new TrainerMessage.Rung(rung, epoch, value));
            return decisions.Take(stop).GoesOn;
        }
    }
}

/// <summary>Runs an experiment, as <see cref="ExperimentRunner.Run"/> does.</summary>
/// <param name="settings">Its settings as JSON text.</param>
/// <param name="environment">Where it runs.</param>
/// <param name="observer">Hears what happens.</param>
/// <param name="stop">Has it write a checkpoint and throw.</param>
internal delegate ExperimentOutcome RunExperiment(
    string settings, ExperimentEnvironment environment, IExperimentObserver observer, CancellationToken stop);
