using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;

namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>An experiment as the promises have it.</summary>
internal sealed class ExpectedExperiment(string id, ExperimentPoint point)
{
    private int trainedMark;

    public string Id => id;

    public string Sweep { get; } = ExperimentKey.Parse(id).Sweep;

    public string Cell { get; } = point.Cell;

    public DeviceNeeds Needs { get; private set; } = point.Needs;

    /// <summary>What an attempt that begins now is given.</summary>
    public string Settings { get; private set; } = point.Settings;

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

    /// <summary>Images right in the result: the mark of the report, or of all parts' reports.</summary>
    public int? ResultCorrect { get; set; }

    /// <summary>The experiment that this is a part of; null for a whole one.</summary>
    public ExpectedExperiment? Whole { get; init; }

    /// <summary>What its evaluation consists of; null where it is not evaluated in parts.</summary>
    public IReadOnlyList<ExpectedExperiment>? Parts { get; private set; }

    /// <summary>Parts that it ever had.</summary>
    public int PartsEver { get; private set; }

    public FailureCause? LastFailure { get; set; }

    /// <summary>Marks of the reports that were accepted last, by step.</summary>
    public SortedDictionary<int, int> Metrics { get; } = [];

    public bool IsReused { get; set; }

    /// <summary>Whether it completed by being stopped early.</summary>
    public bool IsStopped { get; set; }

    public bool IsOpen => Status.IsOpen();

    /// <summary>Whether the lease of this epoch is the current one.</summary>
    public bool IsHeldUnder(long epoch) => Status == ExperimentStatus.Running && Epoch == epoch;

    public bool CanBeClaimedBy(DeviceDescription device, DateTime now) =>
        Status == ExperimentStatus.Queued && NotBefore <= now && Needs.FitOn(device);

    public void Queue(int maxAttempts, DateTime now)
    {
        (Status, MaxAttempts, Attempts, NotBefore) =
            (Parts is null ? ExperimentStatus.Queued : ExperimentStatus.Evaluating, maxAttempts, 0, now);
        foreach (var part in Unfinished)
        {
            part.Queue(maxAttempts, now);
        }
        (ResultMark, ResultCorrect, IsStopped) = (null, null, false);
    }

    /// <summary>Its next attempt is made as another point of its cell asks, and so are those of its parts.</summary>
    public void Amend(ExperimentPoint asked, int maxAttempts)
    {
        if (Status != ExperimentStatus.Completed)
        {
            (Needs, Settings, MaxAttempts) = (asked.Needs, asked.Settings, maxAttempts);
            foreach (var part in Unfinished)
            {
                part.Amend(asked, maxAttempts);
            }
        }
    }

    /// <summary>Its model waits to be evaluated in parts.</summary>
    public void Evaluate(SimulatedReport report, DateTime now)
    {
        (Status, ResultMark, CheckpointMark) = (ExperimentStatus.Evaluating, null, null);
        trainedMark = report.Mark;
        Parts = [.. Enumerable.Range(PartsEver + 1, report.Parts)
            .Select(part => new ExpectedExperiment(
                $"{id}.{part}", point with { Needs = Needs, Settings = Settings }) { Whole = this })];
        PartsEver += report.Parts;
        foreach (var part in Parts)
        {
            part.Queue(MaxAttempts, now);
        }
    }

    /// <summary>It has its result, and so perhaps has the whole.</summary>
    public void Complete(int mark)
    {
        (Status, ResultMark, ResultCorrect) = (ExperimentStatus.Completed, mark, mark);
        if (Whole is { Status: ExperimentStatus.Evaluating } whole && !whole.Unfinished.Any())
        {
            (whole.Status, whole.ResultMark) = (ExperimentStatus.Completed, whole.trainedMark);
            whole.ResultCorrect = whole.Parts!.Sum(part => part.ResultCorrect);
            whole.Parts = null;
        }
    }

    /// <summary>
    /// The whole failed while leases of several parts ran out at once: which of them failed first, and was not cancelled by
    /// another, is a matter of order.
    /// </summary>
    public void EndLike(ExperimentSnapshot actual)
    {
        if (Status is ExperimentStatus.Failed or ExperimentStatus.Cancelled
            && actual.Status is ExperimentStatus.Failed or ExperimentStatus.Cancelled)
        {
            (Status, LastFailure) = (actual.Status, actual.LastFailure?.Cause);
        }
    }

    /// <summary>Nothing of what it had learnt is used.</summary>
    public void Forget() => (CheckpointMark, Parts) = (null, null);

    public void Fail(FailureCause cause, DateTime now)
    {
        LastFailure = cause;
        if (cause == FailureCause.InvalidRequest || Attempts >= MaxAttempts)
        {
            Status = ExperimentStatus.Failed;
            if (Whole is { } whole)
            {
                whole.CancelParts();
                (whole.Status, whole.LastFailure) = (ExperimentStatus.Failed, cause);
            }
        }
        else
        {
            Requeue(now + RetryOptions.Default.DelayAfter(Attempts));
        }
    }

    /// <summary>Its attempt is not counted.</summary>
    public void HandBack(DateTime now)
    {
        Attempts--;
        Requeue(now);
    }

    private void Requeue(DateTime notBefore) => (Status, NotBefore) = (ExperimentStatus.Queued, notBefore);

    public void Cancel()
    {
        if (IsOpen)
        {
            CancelParts();
            Status = ExperimentStatus.Cancelled;
        }
    }

    private IEnumerable<ExpectedExperiment> Unfinished => Parts?.Where(part => part.Status != ExperimentStatus.Completed) ?? [];

    private void CancelParts()
    {
        foreach (var part in Unfinished)
        {
            part.Cancel();
        }
    }
}
