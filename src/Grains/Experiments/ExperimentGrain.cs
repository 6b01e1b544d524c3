using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Grains.Work;

namespace Counterfactual.Grains.Experiments;

/// <summary>
/// One experiment's life: queued, running under a lease, and queued again or ended.
/// <code>
///   Queued --Begin--> Running --Complete--> Completed
///     ^                 | Fail, lease expired: attempts left --> Queued after a delay; none left --> Failed
///     |                 | Release --> Queued, the attempt not counted
///     |                 +--Evaluate--> Evaluating --last part completed--> Completed; a part failed for good --> Failed
///     +--Restart-- Failed, Cancelled, stopped early &lt;--Cancel-- Queued, Running, Evaluating
/// </code>
/// A part of an evaluation is an experiment of its own, under a key of its own, with leases, attempts and delays like any other.
/// </summary>
/// <param name="experiment">The experiment's row.</param>
/// <param name="queue">Holds a work item exactly while the experiment is queued or running.</param>
/// <param name="experiments">Where parts of its evaluation are made, and weights of the same training are found.</param>
/// <param name="metrics">Where its metrics go.</param>
/// <param name="time">The database's clock.</param>
/// <param name="retry">Delays between attempts; the defaults where absent.</param>
public sealed partial class ExperimentGrain(
    [PersistentState("experiment", IExperimentIndex.StorageName)] IPersistentState<ExperimentState> experiment,
    IWorkQueue queue,
    IExperimentIndex experiments,
    IMetricLog metrics,
    TimeProvider time,
    RetryOptions? retry = null) : Grain, IExperimentGrain
{
    private const string LeaseReminder = "lease";

    private string Key => this.GetPrimaryKeyString();

    private ExperimentKey Identity => ExperimentKey.Parse(Key);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    private ExperimentState State => experiment.RecordExists
        ? experiment.State
        : throw new GrainNotFoundException($"no experiment {Key}");

    /// <inheritdoc/>
    public async Task<Assignment> Begin(Lease lease)
    {
        if (State.Status != ExperimentStatus.Queued)
        {
            throw new InvalidOperationException($"experiment {Key} is {State.Status} and cannot begin an attempt");
        }

        State.Status = ExperimentStatus.Running;
        State.Attempts++;
        State.Epoch = lease.Epoch;
        State.Device = lease.Device;
        State.Started ??= Now;
        AttemptHistory.Begin(State, lease, Now);
        State.FineTuned ??= State.Point!.Training is string training ? await experiments.FindFineTuned(training) : null;
        await experiment.WriteStateAsync();
        await RemindAt(lease.Expires);
        return new()
        {
            Lease = lease,
            Attempt = State.Attempts,
            Settings = State.Point!.Settings,
            Parameters = State.Point.Parameters,
            Checkpoint = State.Checkpoint,
            FineTuned = State.FineTuned,
            Part = State.Point.Part,
            Trace = State.Trace,
        };
    }

    /// <inheritdoc/>
    public async Task Report(long epoch, ExperimentReport report)
    {
        RequireLease(epoch);
        await metrics.Append(Key, report.Metrics);
        if (report.Gallery is not null)
        {
            await metrics.Append(Key, report.Gallery);
        }

        if (report.Checkpoint is not null)
        {
            State.Checkpoint = report.Checkpoint;
            await experiment.WriteStateAsync();
        }
    }

    /// <inheritdoc/>
    public async Task Complete(long epoch, ExperimentResult result)
    {
        if (State.Status == ExperimentStatus.Completed && State.Epoch == epoch)
        {
            return;
        }

        RequireLease(epoch);
        State.Result = result;
        State.Checkpoint = null;
        AttemptHistory.End(State, AttemptOutcome.Completed, Now);
        await End(ExperimentStatus.Completed);
        if (Identity.IsPart)
        {
            await Whole.PartCompleted(Identity.Part, result);
        }
    }

    /// <inheritdoc/>
    public async Task Fail(long epoch, ExperimentFailure failure)
    {
        RequireLease(epoch);
        State.LastFailure = failure;
        AttemptHistory.End(State, AttemptOutcome.Failed, Now, failure);
        if (failure.IsFinal || State.Attempts >= State.MaxAttempts)
        {
            await End(ExperimentStatus.Failed);
            if (Identity.IsPart)
            {
                await Whole.PartFailed(Identity.Part, failure);
            }
        }
        else
        {
            await Requeue((retry ?? RetryOptions.Default).DelayAfter(State.Attempts));
        }
    }

    /// <inheritdoc/>
    public async Task Release(long epoch)
    {
        RequireLease(epoch);
        State.Attempts--;
        AttemptHistory.End(State, AttemptOutcome.Released, Now);
        await Requeue(TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public async Task Cancel()
    {
        if (State.Status.IsOpen())
        {
            AttemptHistory.End(State, AttemptOutcome.Cancelled, Now);
            await CancelParts();
            await End(ExperimentStatus.Cancelled);
        }
    }

    /// <inheritdoc/>
    public async Task Restart(int maxAttempts, bool fromScratch)
    {
        if (State.Status is not (ExperimentStatus.Failed or ExperimentStatus.Cancelled) && State.Result?.Stopped is null)
        {
            return;
        }

        var startsOver = fromScratch || State.Result?.Stopped is not null;
        State.Result = null;
        State.MaxAttempts = maxAttempts;
        State.Attempts = 0;
        State.Queued = Now;
        State.Ended = null;
        if (startsOver && !Identity.IsPart)
        {
            (State.Checkpoint, State.FineTuned, State.Evaluation) = (null, null, null);
        }

        State.Status = State.Evaluation is null ? ExperimentStatus.Queued : ExperimentStatus.Evaluating;
        await experiment.WriteStateAsync();
        if (State.Evaluation is null)
        {
            await queue.Enqueue([new(Key, State.Point!.Needs, State.Epoch)]);
        }

        foreach (var part in State.Evaluation?.Missing ?? [])
        {
            await Part(part).Restart(maxAttempts);
        }
    }

    /// <inheritdoc/>
    public async Task Delete()
    {
        if (State.Status.IsOpen())
        {
            var standing = State.Status == ExperimentStatus.Queued ? "waiting" : "running";
            throw new ExperimentOpenException($"experiment {Key} is {standing}; expected one that has ended");
        }

        if (Identity.IsPart)
        {
            // It would lose the weights that it evaluates, and the rest of the evaluation would wait for it in vain.
            throw new ExperimentOpenException(
                $"{Key} is a part of the evaluation of {Identity.Whole}; expected a whole experiment");
        }

        State.Status = ExperimentStatus.Cancelled;
        (State.Result, State.ReusedFrom, State.LastFailure) = (null, null, null);
        (State.Checkpoint, State.FineTuned, State.Evaluation) = (null, null, null);
        await experiment.WriteStateAsync();
        await metrics.Clear(Key);
    }

    /// <inheritdoc/>
    public Task<ExperimentSnapshot> Get() => Task.FromResult(State.ToSnapshot(Identity));

    /// <summary>Looks whether the lease ran out: the silo that held it stopped renewing.</summary>
    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        var lease = await queue.CurrentLease(Key);
        if (lease is null || State.Status != ExperimentStatus.Running)
        {
            await Unremind();
        }
        else if (lease.Expires > Now)
        {
            await RemindAt(lease.Expires);
        }
        else
        {
            await Fail(lease.Epoch, new(FailureCause.LeaseExpired, $"{lease.Device} stopped renewing its lease"));
        }
    }

    private void RequireLease(long epoch)
    {
        if (State.Status != ExperimentStatus.Running || State.Epoch != epoch)
        {
            throw StaleLeaseException.For(Key, epoch, State.Epoch);
        }
    }

    private async Task Requeue(TimeSpan delay)
    {
        State.Status = ExperimentStatus.Queued;
        await experiment.WriteStateAsync();
        await queue.Requeue(Key, delay);
        await Unremind();
    }

    private async Task End(ExperimentStatus status)
    {
        var wasRunning = State.Status == ExperimentStatus.Running;
        State.Status = status;
        State.Ended = Now;
        await experiment.WriteStateAsync();
        await queue.Remove(Key);
        if (wasRunning)
        {
            await Unremind();
        }

        await GrainFactory.GetGrain<ISweepGrain>(Identity.Sweep).Settle();
    }

    private Task<IGrainReminder> RemindAt(DateTime expires)
    {
        var left = expires - Now;
        var due = left > TimeSpan.Zero ? left : TimeSpan.Zero;
        return this.RegisterOrUpdateReminder(LeaseReminder, due, TimeSpan.FromMinutes(1));
    }

    /// <summary>Registering the reminder anew gives it without a read; a turn that does both only removes it.</summary>
    private async Task Unremind() => await this.UnregisterReminder(await RemindAt(Now));
}
