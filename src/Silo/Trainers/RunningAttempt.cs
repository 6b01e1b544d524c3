using System.Diagnostics;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Trainers;

/// <summary>What people see of an attempt while it runs. Written by the attempt, read by anybody.</summary>
internal sealed class RunningAttempt(
    Assignment assignment, ExperimentSnapshot experiment, string device, Action<RunningAttempt> ended) : IDisposable
{
    private const int LossesKept = 32;
    private const double LeastWork = 0.005;

    private readonly Lock gate = new();
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly Queue<double> losses = new();
    private ExperimentProgress progress = new() { Phase = ExperimentPhase.Preparing };
    private double? doneAtStart;
    private double secondsAtStart;
    private int processId;

    internal string Device => device;

    internal string Sweep { get; } = experiment.Id[..experiment.Id.LastIndexOf('/')];

    /// <summary>Seconds since the attempt began.</summary>
    internal double Seconds => watch.Elapsed.TotalSeconds;

    internal void StartedAs(int trainerProcessId) => processId = trainerProcessId;

    internal void Update(ExperimentProgress now)
    {
        lock (gate)
        {
            progress = now;
            if (doneAtStart is null && now.Phase != ExperimentPhase.Preparing)
            {
                // A resumed attempt begins with work done by another: time left follows from what this one did.
                (doneAtStart, secondsAtStart) = (now.Done, Seconds);
            }

            if (now.Loss is double loss)
            {
                losses.Enqueue(loss);
                if (losses.Count > LossesKept)
                {
                    losses.Dequeue();
                }
            }
        }
    }

    internal RunningExperiment ToContract()
    {
        lock (gate)
        {
            return new RunningExperiment
            {
                Id = experiment.Id,
                Row = experiment.Point.Row,
                Seed = experiment.Point.Seed,
                Parameters = experiment.Point.Parameters,
                Device = device,
                ProcessId = processId,
                Attempt = assignment.Attempt,
                Progress = progress,
                Losses = [.. losses],
                Seconds = Seconds,
                SecondsLeft = SecondsLeft(),
            };
        }
    }

    internal ProgressEvent ToEvent(long number, ProgressEventKind kind, string? message, Evaluation? evaluation) => new()
    {
        Number = number,
        Time = DateTime.UtcNow,
        Kind = kind,
        Experiment = experiment.Id,
        Row = experiment.Point.Row,
        Seed = experiment.Point.Seed,
        Device = device,
        Attempt = assignment.Attempt,
        Seconds = Seconds,
        Message = message,
        Evaluation = evaluation,
    };

    public void Dispose() => ended(this);

    private double? SecondsLeft()
    {
        var work = progress.Done - doneAtStart;
        return work > LeastWork ? (Seconds - secondsAtStart) / work * (1 - progress.Done) : null;
    }
}
