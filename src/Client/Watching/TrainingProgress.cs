using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Client.Watching;

/// <summary>
/// Shows how one experiment in this process goes: a line that changes in place on a terminal, a line every few seconds and at
/// every change of phase elsewhere.
/// </summary>
internal sealed class TrainingProgress : IExperimentObserver
{
    private static readonly TimeSpan BetweenFrames = TimeSpan.FromMilliseconds(250);

    private readonly TerminalStream stream;
    private readonly TimeProvider clock;
    private readonly LiveRegion? region;
    private ExperimentPhase? phase;
    private DateTimeOffset said;

    private TrainingProgress(TerminalStream stream, TimeProvider clock)
    {
        this.stream = stream;
        this.clock = clock;
        region = stream.IsTerminal ? new LiveRegion(stream) : null;
    }

    /// <summary>Shows it on a stream.</summary>
    public static TrainingProgress On(TerminalStream stream, TimeProvider clock) => new(stream, clock);

    /// <inheritdoc/>
    public void Progress(ExperimentProgress progress)
    {
        var now = clock.GetUtcNow();
        if (phase == progress.Phase && now - said < (region is null ? PlainView.Interval : BetweenFrames))
        {
            return;
        }

        (phase, said) = (progress.Phase, now);
        Say(RunningLine.Of(progress));
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

    /// <summary>Leaves the terminal to whatever comes next.</summary>
    public void End() => region?.Clear();

    private void Say(string line)
    {
        if (region is null)
        {
            stream.WriteLine(line);
        }
        else
        {
            region.Draw([new Cell(line).Fit(stream.Columns)]);
        }
    }
}
