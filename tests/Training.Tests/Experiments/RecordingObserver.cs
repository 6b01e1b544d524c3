using Counterfactual.Training.Experiments;

namespace Counterfactual.Training.Tests.Experiments;

/// <summary>Keeps what it hears; may stop the run after a step.</summary>
internal sealed class RecordingObserver : IExperimentObserver, IDisposable
{
    private readonly CancellationTokenSource source = new();

    public List<PreparedShard> Shards { get; } = [];

    public List<ExperimentProgress> Progresses { get; } = [];

    public List<(string Name, int Step, double Value)> Metrics { get; } = [];

    public List<WrittenCheckpoint> Checkpoints { get; } = [];

    /// <summary>The step after which the run is stopped; 0 for never.</summary>
    public int StopAfterStep { get; init; }

    /// <summary>The epoch after which training does not go on; 0 for none.</summary>
    public int LastEpoch { get; init; }

    /// <summary>What was measured at the end of each epoch but the last.</summary>
    public List<IReadOnlyDictionary<string, double>> Epochs { get; } = [];

    public CancellationToken Stop => source.Token;

    public bool GoesOn(int epoch, IReadOnlyDictionary<string, double> metrics, CancellationToken stop)
    {
        Epochs.Add(metrics);
        return epoch != LastEpoch;
    }

    public void Dispose() => source.Dispose();

    public void ShardReady(PreparedShard shard) => Shards.Add(shard);

    public void Progress(ExperimentProgress progress)
    {
        Progresses.Add(progress);
        if (StopAfterStep > 0 && progress.Step >= StopAfterStep)
        {
            source.Cancel();
        }
    }

    public void Metric(string name, int step, double value) => Metrics.Add((name, step, value));

    public void CheckpointWritten(WrittenCheckpoint checkpoint) => Checkpoints.Add(checkpoint);
}
