using Counterfactual.Client.Rendering;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Client.Watching;

/// <summary>Shows how one experiment in this process goes: at every change of phase, and now and then in between.</summary>
internal sealed class TrainingProgress(StatusLine status, TimeProvider clock) : IExperimentObserver
{
    private ExperimentPhase? phase;
    private DateTimeOffset said;

    /// <inheritdoc/>
    public void Progress(ExperimentProgress progress)
    {
        var now = clock.GetUtcNow();
        if (phase != progress.Phase || now - said >= status.Interval)
        {
            (phase, said) = (progress.Phase, now);
            status.Show(RunningLine.Of(progress));
        }
    }

    /// <inheritdoc/>
    public void ShardReady(PreparedShard shard)
    {
    }

    /// <inheritdoc/>
    public void Metric(string name, int step, double value)
    {
    }

    /// <inheritdoc/>
    public void CheckpointWritten(WrittenCheckpoint checkpoint)
    {
    }
}
