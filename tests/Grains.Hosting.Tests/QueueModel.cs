using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Tests;

/// <summary>The queue as a list in memory.</summary>
internal sealed class QueueModel(int maxAttempts, TimeSpan leaseDuration, TimeSpan retryDelay)
{
    private readonly List<Item> items = [];
    private readonly Dictionary<string, Queue> queues = [];

    public DateTime Now { get; set; }

    public IEnumerable<string> Sweeps => items.Select(item => item.Key.Sweep).Distinct();

    public IEnumerable<(string Id, ExperimentStatus Status, int Attempts)> Of(string sweep) =>
        items.Where(item => item.Key.Sweep == sweep && item.IsAsked).OrderBy(item => item.Key.Number)
            .Select(item => (item.Key.ToString(), item.Status, item.Attempts));

    public string? Find(int index) => items.Count == 0 ? null : items[index % items.Count].Key.ToString();

    public void Launch(string sweep, int count, int priority, int? maxConcurrent)
    {
        var isPaused = queues.TryGetValue(sweep, out var before) && before.Mode == SweepStatus.Paused && IsOpen(sweep);
        queues[sweep] = new()
        {
            Priority = priority,
            MaxConcurrent = maxConcurrent,
            Mode = isPaused ? SweepStatus.Paused : SweepStatus.Running,
        };
        for (var number = 1; number <= count; number++)
        {
            var item = items.Find(item => item.Key == new ExperimentKey(sweep, number));
            if (item is null)
            {
                items.Add(item = new Item { Key = new(sweep, number) });
                Enqueue(item);
            }
            else if (item.Status is ExperimentStatus.Failed or ExperimentStatus.Cancelled)
            {
                item.Attempts = 0;
                Enqueue(item);
            }

            item.IsAsked = true;
        }

        foreach (var item in items.Where(item => item.Key.Sweep == sweep && item.Key.Number > count))
        {
            item.IsAsked = false;
            Cancel(item);
        }
    }

    public (string Experiment, long Epoch, int Attempt)? Claim()
    {
        var item = items.Where(item => item.Status == ExperimentStatus.Queued && item.NotBefore <= Now)
            .OrderBy(item => item.Enqueued).ThenBy(item => item.Key.Number)
            .GroupBy(item => item.Key.Sweep)
            .Where(sweep => queues[sweep.Key].Mode != SweepStatus.Paused)
            .Where(sweep => !(Running(sweep.Key) >= queues[sweep.Key].MaxConcurrent))
            .OrderByDescending(sweep => queues[sweep.Key].Priority).ThenBy(sweep => Running(sweep.Key))
            .ThenBy(sweep => sweep.First().Enqueued).ThenBy(sweep => sweep.Key, StringComparer.Ordinal)
            .FirstOrDefault()?.First();
        if (item is null)
        {
            return null;
        }

        item.Status = ExperimentStatus.Running;
        item.Epoch++;
        item.Attempts++;
        item.Expires = Now + leaseDuration;
        return (item.Key.ToString(), item.Epoch, item.Attempts);
    }

    /// <summary>Whether the report is accepted.</summary>
    public bool Report(QueueProperties.Move move, Lease lease)
    {
        var item = Find(lease);
        if (item.Epoch != lease.Epoch || item.Status != ExperimentStatus.Running)
        {
            return move == QueueProperties.Move.Complete && item.Epoch == lease.Epoch
                && item.Status == ExperimentStatus.Completed;
        }

        switch (move)
        {
            case QueueProperties.Move.Complete:
                item.Status = ExperimentStatus.Completed;
                break;
            case QueueProperties.Move.Fail:
                Fail(item);
                break;
            case QueueProperties.Move.FailForGood:
                item.Status = ExperimentStatus.Failed;
                break;
            default:
                item.Attempts--;
                Requeue(item, TimeSpan.Zero);
                break;
        }

        return true;
    }

    public void Cancel(string experiment) => Cancel(items.Single(item => item.Key.ToString() == experiment));

    public void CancelSweep(string sweep) => items.Where(item => item.Key.Sweep == sweep).ToList().ForEach(Cancel);

    public void Pause(string sweep)
    {
        if (queues[sweep].Mode == SweepStatus.Running && IsOpen(sweep))
        {
            queues[sweep].Mode = SweepStatus.Paused;
        }
    }

    public void Resume(string sweep)
    {
        if (queues[sweep].Mode == SweepStatus.Paused && IsOpen(sweep))
        {
            queues[sweep].Mode = SweepStatus.Running;
        }
    }

    public void Stop(string sweep)
    {
        if (IsOpen(sweep) && queues[sweep].Mode != SweepStatus.Stopping)
        {
            queues[sweep].Mode = SweepStatus.Stopping;
            items.Where(item => item.Key.Sweep == sweep && item.Status == ExperimentStatus.Queued).ToList().ForEach(Cancel);
        }
    }

    /// <summary>How many are queued again.</summary>
    public int Retry(string sweep)
    {
        var failed = items.Where(item => item.Key.Sweep == sweep && item.IsAsked && item.Status == ExperimentStatus.Failed)
            .ToList();
        if (failed.Count > 0 && !(IsOpen(sweep) && queues[sweep].Mode == SweepStatus.Paused))
        {
            queues[sweep].Mode = SweepStatus.Running;
        }

        foreach (var item in failed)
        {
            item.Attempts = 0;
            Enqueue(item);
        }

        return failed.Count;
    }

    /// <summary>Whether the lease is still held.</summary>
    public bool Renew(Lease lease)
    {
        var item = Find(lease);
        var isHeld = item.Epoch == lease.Epoch && item.Status == ExperimentStatus.Running;
        item.Expires = isHeld ? Now + leaseDuration : item.Expires;
        return isHeld;
    }

    public void ExpireLeases() =>
        items.Where(item => item.Status == ExperimentStatus.Running && item.Expires <= Now).ToList().ForEach(Fail);

    private void Fail(Item item)
    {
        if (item.Attempts >= maxAttempts)
        {
            item.Status = ExperimentStatus.Failed;
        }
        else
        {
            Requeue(item, retryDelay);
        }
    }

    private void Requeue(Item item, TimeSpan delay)
    {
        item.Status = ExperimentStatus.Queued;
        item.NotBefore = Now + delay;
    }

    private bool IsOpen(string sweep) => items.Any(item =>
        item.Key.Sweep == sweep && item.Status is (ExperimentStatus.Queued or ExperimentStatus.Running));

    private int Running(string sweep) =>
        items.Count(item => item.Key.Sweep == sweep && item.Status == ExperimentStatus.Running);

    private void Enqueue(Item item)
    {
        item.Status = ExperimentStatus.Queued;
        item.Enqueued = item.NotBefore = Now;
    }

    private static void Cancel(Item item) => item.Status =
        item.Status is ExperimentStatus.Queued or ExperimentStatus.Running ? ExperimentStatus.Cancelled : item.Status;

    private Item Find(Lease lease) => items.Single(item => item.Key.ToString() == lease.Experiment);

    private sealed class Queue
    {
        public required int Priority { get; init; }

        public required int? MaxConcurrent { get; init; }

        public SweepStatus Mode { get; set; }
    }

    private sealed class Item
    {
        public required ExperimentKey Key { get; init; }

        public bool IsAsked { get; set; }

        public ExperimentStatus Status { get; set; }

        public DateTime Enqueued { get; set; }

        public DateTime NotBefore { get; set; }

        public long Epoch { get; set; }

        public int Attempts { get; set; }

        public DateTime Expires { get; set; }
    }
}
