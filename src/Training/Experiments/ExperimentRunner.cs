using Counterfactual.Torch;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>Runs one experiment from its settings to its outcome.</summary>
public static class ExperimentRunner
{
    /// <summary>
    /// Runs the experiment. When <paramref name="stop"/> is cancelled it finishes its step, writes a checkpoint, and throws.
    /// </summary>
    /// <returns>The outcome; the same accuracies however often the run was stopped and resumed.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="ExperimentException">The experiment cannot go on, for a reason that people can act on.</exception>
    public static ExperimentOutcome Run(
        ExperimentSettings settings, ExperimentEnvironment environment, IExperimentObserver observer, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(observer);
        if (settings.Validate() is { Count: > 0 } errors)
        {
            throw new ExperimentException(string.Join("; ", errors.Select(error => error.Message))) { Retryable = false };
        }

        set_num_threads(environment.Threads);
        if (device(environment.Device) is { type: DeviceType.CUDA } graphics)
        {
            // The same experiment has the same bits; by itself a GPU adds up in whatever order its threads arrive.
            use_deterministic_algorithms(true);
            if (environment.MemoryShare < 1)
            {
                set_per_process_memory_fraction(environment.MemoryShare, graphics);
            }
        }

        using var scope = NewDisposeScope();
        return new Experiment(settings, environment, observer, stop).Run();
    }
}
