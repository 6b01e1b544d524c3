using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;

namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>An experiment as the promises have it.</summary>
internal sealed class ExpectedExperiment(string id, ExperimentPoint point)
{
    public string Id => id;

    public string Sweep { get; } = ExperimentKey.Parse(id).Sweep;

    public string Cell => point.Cell;

    public DeviceNeeds Needs => point.Needs;

    /// <summary>Whether its sweep asks for it.</summary>
    public bool IsAsked { get; set; }

    public ExperimentStatus Status { get; set; }

    public int MaxAttempts { get; set; }

    public int Attempts { get; set; }

    public long Epoch { get; set; }

    public string? Device { get; set; }

    public DateTime NotBefore { get; set; }

    /// <summary>When the current lease runs out.</summary>
    public DateTime Expires { get; set; }

    public int? CheckpointMark { get; set; }

    public double? ResultMark { get; set; }

    public FailureCause? LastFailure { get; set; }

    /// <summary>Marks of the reports that were accepted last, by step.</summary>
    public SortedDictionary<int, int> Metrics { get; } = [];

    public bool IsReused { get; set; }

    /// <summary>Whether it completed by being stopped early.</summary>
    public bool IsStopped { get; set; }

    public bool IsOpen => Status is ExperimentStatus.Queued or ExperimentStatus.Running;

    /// <summary>Whether the lease of this epoch is the current one.</summary>
    public bool IsHeldUnder(long epoch) => Status == ExperimentStatus.Running && Epoch == epoch;

    public bool CanBeClaimedBy(DeviceDescription device, DateTime now) =>
        Status == ExperimentStatus.Queued && NotBefore <= now && Needs.FitOn(device);

    public void Queue(int maxAttempts, DateTime now)
    {
        (Status, MaxAttempts, Attempts, NotBefore) = (ExperimentStatus.Queued, maxAttempts, 0, now);
        (ResultMark, IsStopped) = (null, false);
    }

    public void Fail(FailureCause cause, DateTime now, bool isStopping)
    {
        LastFailure = cause;
        if (cause == FailureCause.InvalidRequest || Attempts >= MaxAttempts)
        {
            Status = ExperimentStatus.Failed;
        }
        else
        {
            Requeue(now + RetryOptions.Default.DelayAfter(Attempts), isStopping);
        }
    }

    public void Requeue(DateTime notBefore, bool isStopping) =>
        (Status, NotBefore) = (isStopping ? ExperimentStatus.Cancelled : ExperimentStatus.Queued, notBefore);

    public void Cancel() => Status = IsOpen ? ExperimentStatus.Cancelled : Status;
}
