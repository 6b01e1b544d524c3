namespace Counterfactual.Training.Experiments;

/// <summary>Runs one experiment from its settings to its outcome: prepare, train, evaluate.</summary>
public static class ExperimentRunner
{
    /// <summary>
    /// Runs the experiment. When <paramref name="stop"/> is cancelled it finishes its step, writes a checkpoint, and throws.
    /// </summary>
    /// <returns>The outcome; the same bits however often the run was stopped and resumed.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="ExperimentException">The experiment cannot go on, for a reason that people can act on.</exception>
    public static ExperimentOutcome Run(
        ExperimentSettings settings, ExperimentEnvironment environment, IExperimentObserver observer, CancellationToken stop) =>
        throw new ExperimentException("no method is built yet");
}
