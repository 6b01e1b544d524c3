using System.Security.Cryptography;
using System.Text.Json;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Tests;

/// <summary>
/// An experiment that follows a script: it counts steps, writes checkpoints as real ones do, and misbehaves where told to.
/// Its result shows how many steps were taken in all, so that one lost or taken twice is seen.
/// </summary>
internal sealed record ScriptedExperiment
{
    public int Steps { get; init; } = 4;

    public int CheckpointEvery { get; init; } = 2;

    /// <summary>Step at which the process kills itself, where <see cref="Once"/> is not there yet.</summary>
    public int? DieAt { get; init; }

    /// <summary>What happens at <see cref="FaultAt"/>, in every attempt.</summary>
    public ScriptedFault Fault { get; init; }

    /// <summary>The step of <see cref="Fault"/>; 0 for never.</summary>
    public int FaultAt { get; init; }

    /// <summary>The metric after each step, which counts as an epoch; null to never ask whether to go on.</summary>
    public double[]? Accuracies { get; init; }

    /// <summary>Step at which nothing happens any more, where <see cref="Once"/> is not there yet.</summary>
    public int? HangAt { get; init; }

    /// <summary>Step from which it waits for a file <see cref="Gate"/> to appear.</summary>
    public int? WaitAt { get; init; }

    /// <summary>Whether it works while it waits, as one that decodes images does.</summary>
    public bool WorksAtWait { get; init; }

    /// <summary>Path of the file that <see cref="WaitAt"/> waits for.</summary>
    public string? Gate { get; init; }

    /// <summary>Path of a file that is written before misbehaving, so that the next attempt does not.</summary>
    public string? Once { get; init; }

    /// <summary>Whether it does not stop when told to.</summary>
    public bool Deaf { get; init; }

    /// <summary>How long it takes to stop when told to, in milliseconds: a large checkpoint.</summary>
    public int StopMilliseconds { get; init; }

    /// <summary>What to fail with at the end.</summary>
    public string? Fails { get; init; }

    /// <summary>File to which each step taken is appended as a line.</summary>
    public string? Steplog { get; init; }

    internal string ToJson() => JsonSerializer.Serialize(this);

    internal static ExperimentOutcome Run(
        string settings, ExperimentEnvironment environment, IExperimentObserver observer, CancellationToken stop)
    {
        var script = JsonSerializer.Deserialize<ScriptedExperiment>(settings)!;
        var step = environment.ResumeFrom is { } path ? int.Parse(File.ReadAllText(path)) : 0;
        Console.Error.WriteLine(
            $"script begins at step {step} with {environment.MemoryShare} of the memory of {environment.Device}");
        observer.ShardReady(new PreparedShard("scripted", 0, "56px", new string('a', 64), 10, 100));
        while (step < script.Steps)
        {
            if (step > 0 && script.Accuracies is { } accuracies
                && !observer.GoesOn(
                    step, new Dictionary<string, double> { ["validation.accuracy"] = accuracies[step - 1] }, stop))
            {
                break;
            }

            if (!script.Deaf && stop.IsCancellationRequested)
            {
                Thread.Sleep(script.StopMilliseconds);
                script.WriteCheckpoint(environment, observer, step);
                throw new OperationCanceledException(stop);
            }

            if (step == script.WaitAt && !File.Exists(script.Gate))
            {
                observer.Progress(script.At(step));
                if (script.WorksAtWait)
                {
                    observer.Worked();
                }

                Thread.Sleep(10);
                continue;
            }

            step++;
            script.Misbehave(step);
            if (step == script.FaultAt)
            {
                script.Fault.Happen(script.Gate);
            }

            if (script.Steplog is not null)
            {
                File.AppendAllText(script.Steplog, $"{step}\n");
            }

            observer.Progress(script.At(step));
            observer.Metric("train.loss", step, 1.0 / step);
            if (step % script.CheckpointEvery == 0)
            {
                script.WriteCheckpoint(environment, observer, step);
            }
        }

        return script.Fails is null
            ? new ExperimentOutcome
            {
                Evaluations = [new(1, [new("ID", true, step, 100), new("A", false, 1, 100)])],
                Epoch = step,
            }
            : throw new ExperimentException(script.Fails);
    }

    private ExperimentProgress At(int step) => new()
    {
        Phase = ExperimentPhase.Training,
        Step = step,
        Steps = Steps,
        Loss = 1.0 / (step + 1),
        Done = (double)step / Steps,
    };

    private void Misbehave(int step)
    {
        if ((step != DieAt && step != HangAt) || File.Exists(Once))
        {
            return;
        }

        if (Once is not null)
        {
            File.WriteAllText(Once, "");
        }

        if (step == DieAt)
        {
            Processes.Kill(Environment.ProcessId);
        }

        Thread.Sleep(Timeout.Infinite);
    }

    private void WriteCheckpoint(ExperimentEnvironment environment, IExperimentObserver observer, int step)
    {
        var path = Path.Combine(environment.CheckpointDirectory, $"step-{step}");
        File.WriteAllText(path, $"{step}");
        observer.CheckpointWritten(
            new WrittenCheckpoint(path, step, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), 1));
    }
}
