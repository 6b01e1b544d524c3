using System.Globalization;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Client.Rendering;

/// <summary>An experiment that runs, on one line.</summary>
internal static class RunningLine
{
    /// <summary>It has just been taken by a device.</summary>
    public static string Started(RunningExperiment running, RowNames names)
    {
        var again = running.Attempt > 1 ? string.Create(CultureInfo.InvariantCulture, $", attempt {running.Attempt}") : "";
        return $"{running.Id} ({names.Label(running.Row, running.Seed)}) started on {running.Device}{again}";
    }

    /// <summary>It goes on.</summary>
    public static string Of(RunningExperiment running, RowNames names)
    {
        var left = running.SecondsLeft is double seconds ? $", {Figures.Duration(seconds)} left" : "";
        return $"{running.Id} ({names.Label(running.Row, running.Seed)}) on {running.Device}: {Of(running.Progress)}{left}";
    }

    /// <summary>What an experiment is busy with: <c>training, epoch 2/4, step 60/160, loss 0.412, 312 images/s</c>.</summary>
    public static string Of(ExperimentProgress progress)
    {
        List<string> parts = [Phase(progress)];
        if (progress.Phase == ExperimentPhase.Training)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"epoch {progress.Epoch}/{progress.Epochs}"));
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"step {progress.Step}/{progress.Steps}"));
            if (progress.Loss is not null)
            {
                parts.Add($"loss {Figures.Loss(progress.Loss)}");
            }

            if (Figures.Rate(progress.ImagesPerSecond) is { Length: > 0 } rate)
            {
                parts.Add($"{rate} images/s");
            }
        }

        return string.Join(", ", parts);
    }

    /// <summary>The phase in one word.</summary>
    public static string Phase(ExperimentProgress progress) => progress.Phase switch
    {
        ExperimentPhase.Preparing => "preparing",
        ExperimentPhase.Training => "training",
        _ => "evaluating",
    };
}
