using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Tracing;
using Counterfactual.Grains.Work;

namespace Counterfactual.Grains.Sweeps;

/// <summary>One sweep: asks for experiments, and ends when the last of them has ended.</summary>
/// <param name="sweep">The sweep itself.</param>
/// <param name="experiments">Its experiments' rows.</param>
/// <param name="queue">Where its open experiments wait.</param>
/// <param name="rungs">What its rungs have recorded.</param>
/// <param name="time">The database's clock.</param>
public sealed partial class SweepGrain(
    [PersistentState("sweep")] IPersistentState<SweepState> sweep,
    IExperimentIndex experiments,
    IWorkQueue queue,
    IRungLog rungs,
    TimeProvider time) : Grain, ISweepGrain
{
    private const string SettleReminder = "settle";

    private static readonly TimeSpan SettlePeriod = TimeSpan.FromSeconds(30);

    private string Id => this.GetPrimaryKeyString();

    private string? Trace => SweepTrace.Sweep(State.Trace, State.Created, State.Began)?.ToString();

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private SweepState State => sweep.RecordExists ? sweep.State : throw new GrainNotFoundException($"no sweep {Id}");

    /// <inheritdoc/>
    public async Task Cancel()
    {
        if (State.Status.HasEnded())
        {
            return;
        }

        // The items go first, as a claim takes them first: the other way round, the two could wait for each other.
        await queue.RemoveAll(Id);
        foreach (var open in (await experiments.All(Id)).Where(experiment => experiment.IsOpen))
        {
            await Experiment(open.Number).Cancel();
        }

        await End(SweepStatus.Cancelled);
    }

    /// <inheritdoc/>
    public async Task Pause()
    {
        if (State.Status == SweepStatus.Running)
        {
            State.Status = SweepStatus.Paused;
            await sweep.WriteStateAsync();
            await queue.SetMode(Id, SweepQueueMode.Paused);
        }
    }

    /// <inheritdoc/>
    public async Task Resume()
    {
        if (State.Status == SweepStatus.Paused)
        {
            State.Status = SweepStatus.Running;
            await sweep.WriteStateAsync();
            await queue.SetMode(Id, SweepQueueMode.Open);
        }
    }

    /// <inheritdoc/>
    public async Task Stop()
    {
        if (State.Status.HasEnded() || State.Status == SweepStatus.Stopping)
        {
            return;
        }

        State.Status = SweepStatus.Stopping;
        await sweep.WriteStateAsync();
        await CancelWaiting();

        // Whatever is handed back from now on had started, and is to be finished.
        await queue.SetMode(Id, SweepQueueMode.Open);
        await SettleNow();
    }

    /// <inheritdoc/>
    public async Task<int> Retry(bool fromScratch)
    {
        var failed = await Numbers(ExperimentStatus.Failed);
        if (failed.Count > 0 && State.Status is not (SweepStatus.Running or SweepStatus.Paused))
        {
            await Begin();
        }

        foreach (var number in failed)
        {
            await Experiment(number).Restart(State.MaxAttempts, fromScratch);
        }

        return failed.Count;
    }

    /// <inheritdoc/>
    public async Task<bool> Decide(RungReport report)
    {
        if (!double.IsFinite(report.Value))
        {
            throw new ArgumentException(
                $"{Key(report.Number)} reports {report.Value} at rung {report.Rung}; expected a finite number");
        }

        // An empty report changes nothing and is refused under a lease that is not current.
        var earlyStopping = State.Rules.EarlyStopping;
        await Experiment(report.Number).Report(report.LeaseEpoch, new());
        if (earlyStopping is null || report.Rule != earlyStopping)
        {
            // The sweep was launched again with another rule: what this attempt measures has no place on the new one's rungs.
            return true;
        }

        if (await rungs.Find(Id, report.Rung, report.Number) is { } earlier)
        {
            return earlier.GoesOn;
        }

        var (recorded, better) = await rungs.Standing(Id, report.Rung, report.Value, earlyStopping.Mode);
        var goesOn = earlyStopping.GoesOn(recorded, better);
        await rungs.Record(Id, new(report.Number, report.Rung, report.Epoch, report.Value, recorded, better, goesOn));
        return goesOn;
    }

    /// <inheritdoc/>
    public Task<AttemptRules> Rules() => Task.FromResult(State.Rules);

    /// <inheritdoc/>
    public Task Settle() => sweep.RecordExists ? SettleNow() : Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<SweepSnapshot> Get() => new()
    {
        Id = Id,
        Name = State.Name,
        Status = State.Status,
        Counts = await experiments.Count(Id),
        Created = State.Created,
        Ended = State.Ended,
        File = State.File,
        Note = State.Note,
        Tags = State.Tags,
        Owner = State.Owner,
        Trace = Trace,
    };

    /// <inheritdoc/>
    public Task Annotate(SweepAnnotation annotation)
    {
        ArgumentNullException.ThrowIfNull(annotation);
        List<string> tags = [.. State.Tags.Except(annotation.Remove).Union(annotation.Add).Order(StringComparer.Ordinal)];
        var problem = annotation.Problem()
            ?? (tags.Count > SweepAnnotation.MostTags
                ? $"there would be {tags.Count} tags; expected {SweepAnnotation.MostTags} at most"
                : null);
        if (problem is not null)
        {
            throw new ArgumentException(problem, nameof(annotation));
        }

        State.Note = annotation.Note ?? State.Note;
        State.Tags = tags;
        return sweep.WriteStateAsync();
    }

    /// <inheritdoc/>
    public Task ReceiveReminder(string reminderName, TickStatus status) => SettleNow();

    private async Task SettleNow()
    {
        if (State.Status.HasEnded())
        {
            return;
        }

        if (!await queue.HasOpen(Id))
        {
            var counts = await experiments.Count(Id);
            await End(counts.Failed > 0 ? SweepStatus.Failed
                : counts.Completed < counts.Total ? SweepStatus.Cancelled
                : SweepStatus.Completed);
        }
        else if (State.MaxConcurrent is not null)
        {
            // A place below the limit is free, and whoever freed it may not be the one that can take it.
            await queue.Announce();
        }
    }

    private async Task CancelWaiting()
    {
        await queue.RemoveWaiting(Id);
        foreach (var number in await Numbers(ExperimentStatus.Queued))
        {
            await Experiment(number).Cancel();
        }
    }

    private async Task Begin()
    {
        if (!sweep.RecordExists || sweep.State.Ended is not null)
        {
            sweep.State.Began = Now;
        }

        (sweep.State.Status, sweep.State.Ended) = (SweepStatus.Running, null);
        await sweep.WriteStateAsync();
        await queue.Open(Id, State.Priority, State.MaxConcurrent);
        await this.RegisterOrUpdateReminder(SettleReminder, SettlePeriod, SettlePeriod);
    }

    private async Task End(SweepStatus status)
    {
        (State.Status, State.Ended) = (status, Now);
        await sweep.WriteStateAsync();
        await queue.Close(Id);
        if (await this.GetReminder(SettleReminder) is { } reminder)
        {
            await this.UnregisterReminder(reminder);
        }
    }

    /// <summary>Of the experiments in the table those that stand there.</summary>
    private async Task<IReadOnlyList<int>> Numbers(ExperimentStatus status) =>
        [.. (await experiments.All(Id)).Where(one => one.Status == status && one.Position is not null).Select(one => one.Number)];

    private string Key(int number) => new ExperimentKey(Id, number).ToString();

    private IExperimentGrain Experiment(int number) => GrainFactory.GetGrain<IExperimentGrain>(Key(number));
}
