using System.Globalization;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Shards;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Silo.Telemetry;
using Counterfactual.Training.Data.Datasets;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Trainers;

/// <summary>
/// One attempt at an experiment in a trainer process: what the process says becomes turns, made under the attempt's lease.
/// </summary>
internal sealed class Attempt : IDisposable
{
    private readonly TrainerContext context;
    private readonly Assignment assignment;
    private readonly string device;
    private readonly AttemptReports reports;
    private readonly CheckpointKeeper checkpoints;
    private readonly OutcomeKeeper outcomes;
    private readonly WorkDirectory directory;
    private readonly MetricBuffer metrics;
    private readonly ExperimentLog log;
    private readonly RunningAttempt shown;
    private readonly ExperimentEnvironment environment;
    private readonly AttemptRules rules;
    private readonly AttemptTelemetry telemetry;
    private EarlyStop? stopped;

    internal Attempt(
        TrainerContext context, Assignment assignment, long askedAt, ExperimentSnapshot experiment, AttemptRules rules,
        DeviceDescription device)
    {
        this.context = context;
        this.assignment = assignment;
        (this.rules, telemetry) = (rules, new AttemptTelemetry(assignment));
        this.device = device.Name;
        checkpoints = new CheckpointKeeper(assignment, context.Artifacts);
        directory = new WorkDirectory(Path.Combine(context.Home.Work, device.Name.Replace(':', '-')));
        outcomes = new OutcomeKeeper(assignment, context.Artifacts, directory);
        metrics = new MetricBuffer(context.Options.MetricsDelay, context.Options.MetricsBatch);
        log = new ExperimentLog(ExperimentLog.PathOf(context.Home.Logs, assignment.Lease.Experiment));
        shown = context.Live.Begin(assignment, experiment, device.Name);
        environment = AttemptEnvironment.Of(context, assignment, device, directory);

        // Last, since from here on the lease is renewed until this is disposed.
        reports = new AttemptReports(context, assignment.Lease, askedAt);
    }

    /// <summary>Runs it to its end, and tells the grains how it ended.</summary>
    /// <param name="getChild">Gives the trainer process, ready for commands.</param>
    /// <param name="siloStopping">The silo stops: the trainer is to checkpoint, and the experiment is handed back.</param>
    /// <returns>Whether the trainer process can run another experiment.</returns>
    internal async Task<bool> RunAsync(Func<Task<TrainerChild>> getChild, CancellationToken siloStopping)
    {
        using var span = telemetry.Enter();
        using var handingBack = CancellationTokenSource.CreateLinkedTokenSource(siloStopping, reports.Recalled);
        var stopping = handingBack.Token;
        TrainerChild? child = null;
        var reusable = false;
        try
        {
            if (stopping.IsCancellationRequested)
            {
                await ReleaseAsync();
                return false;
            }

            IReadOnlyDictionary<string, DatasetSource> datasets = new Dictionary<string, DatasetSource>();
            await reports.TryAgainAsync(async () => datasets = await context.Datasets.NamedInAsync(assignment.Settings));
            await context.Models.FetchNamedInAsync(assignment.Settings, reports.TryAgainAsync, reports.Lost);
            var resumeFrom = await checkpoints.FindAsync(Warn, reports.Lost);
            var fineTuned = await outcomes.FindFineTunedAsync(Warn, reports.Lost);
            directory.Empty();
            child = await getChild();
            child.LogTo(log);
            shown.StartedAs(child.ProcessId);
            Remark($"attempt {assignment.Attempt} begins on {device}, trainer process {child.ProcessId}"
                + (resumeFrom is null ? "" : $", from {Path.GetFileName(resumeFrom)}")
                + (telemetry.Trace is null ? "" : $", traced as {telemetry.Trace}"));
            var options = context.Options with { Hang = rules.HangTimeout ?? context.Options.Hang };
            var conversation = new TrainerConversation(child, options, reports.Lost, reports.Recalled, siloStopping);
            child.Send(new TrainerCommand.Run(
                assignment.Lease.Experiment, assignment.Settings, environment with
                {
                    ResumeFrom = resumeFrom,
                    FineTunedModel = fineTuned,
                    Datasets = datasets,
                }, rules.EarlyStopping, telemetry.Trace));
            reusable = await FollowAsync(child, conversation);
        }
        catch (TrainerGoneException) when (stopping.IsCancellationRequested)
        {
            await TryEndAsync(ReleaseAsync);
        }
        catch (TrainerGoneException gone)
        {
            await TryEndAsync(() => FailAsync(new ExperimentFailure(gone.Cause, gone.Message)));
        }
        catch (Exception lost)
            when (lost is StaleLeaseException || (lost is OperationCanceledException && reports.Lost.IsCancellationRequested))
        {
            End(ProgressEventKind.Stopped, "the experiment was cancelled, or its lease was lost");
            reusable = child is not null && await TrainerConversation.StopAsync(child, context.Options.StopGrace);
        }
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or ShardMismatchException or ReportException
            or DamagedArtifactException)
        {
            await TryEndAsync(() => FailAsync(new ExperimentFailure(FailureCauses.Of(failure), failure.Message)));
        }
        finally
        {
            child?.LogTo(null);
            context.ExperimentEnded(shown.Sweep);
        }

        return reusable;
    }

    public void Dispose()
    {
        telemetry.Dispose();
        shown.Dispose();
        reports.Dispose();
        log.Dispose();
    }

    private async Task<bool> FollowAsync(TrainerChild child, TrainerConversation conversation)
    {
        while (true)
        {
            if (metrics.IsDue)
            {
                await StoreMetricsAsync();
            }

            switch (await conversation.NextAsync(metrics.TimeUntilDue))
            {
                case { } told when telemetry.Takes(told):
                    break;
                case TrainerMessage.Progress progress:
                    shown.Update(progress.Now);
                    break;
                case TrainerMessage.Metric metric when !double.IsFinite(metric.Value):
                    log.Remark($"metric {metric.Name} at step {metric.Step} is {metric.Value}: not stored");
                    break;
                case TrainerMessage.Metric metric:
                    metrics.Add(new MetricPoint(metric.Name, metric.Step, metric.Value));
                    break;
                case TrainerMessage.Shard shard:
                    await reports.TryAgainAsync(() => context.Shards.HoldAsync(context, shard.Prepared));
                    break;
                case TrainerMessage.Checkpoint checkpoint:
                    await StoreAsync(checkpoint.Written);
                    break;
                case TrainerMessage.Gallery gallery:
                    await StoreAsync(gallery.Written);
                    break;
                case TrainerMessage.Rung rung:
                    await StoreMetricsAsync();
                    child.Send(new TrainerCommand.Decision(await DecideAsync(rung)));
                    break;
                case TrainerMessage.Completed completed:
                    await StoreMetricsAsync();
                    await CompleteAsync(completed.Outcome);
                    return true;
                case TrainerMessage.Stopped:
                    await StoreMetricsAsync();
                    await ReleaseAsync();
                    return true;
                case TrainerMessage.Failed failed:
                    await StoreMetricsAsync();
                    await FailAsync(new ExperimentFailure(FailureCauses.Of(failed), failed.Message));
                    return false;
            }
        }
    }

    private async Task StoreMetricsAsync()
    {
        var points = metrics.Take();
        if (points.Count > 0)
        {
            await reports.MakeAsync((experiment, epoch) => experiment.Report(epoch, new ExperimentReport { Metrics = points }));
        }
    }

    private async Task StoreAsync(WrittenGallery written)
    {
        var page = await outcomes.StoreAsync(written, reports.Lost);
        await reports.MakeAsync((experiment, epoch) => experiment.Report(epoch, new ExperimentReport { Gallery = page }));
    }

    private Task StoreAsync(WrittenCheckpoint written)
    {
        directory.RequireInside("the checkpoint", written.Path);
        var points = metrics.Take();
        return checkpoints.StoreAsync(
            written,
            checkpoint => reports.MakeAsync((experiment, epoch) =>
                experiment.Report(epoch, new ExperimentReport { Metrics = points, Checkpoint = checkpoint })),
            reports.Lost);
    }

    private async Task<bool> DecideAsync(TrainerMessage.Rung rung)
    {
        var key = ExperimentKey.Parse(assignment.Lease.Experiment);
        var report = new RungReport(key.Number, assignment.Lease.Epoch, rung.Number, rung.Epoch, rung.Value, rules.EarlyStopping);
        var goesOn = true;
        await reports.TryAgainAsync(async () => goesOn = await context.Grains.GetGrain<ISweepGrain>(key.Sweep).Decide(report));
        stopped = goesOn ? null : new EarlyStop(rung.Epoch, rung.Number);
        var decision = goesOn ? "goes on" : "is stopped";
        log.Remark(string.Create(
            CultureInfo.InvariantCulture,
            $"rung {rung.Number} at the end of epoch {rung.Epoch}, {rules.EarlyStopping?.Metric} {rung.Value:0.####}: "
                + $"{decision}"));
        return goesOn;
    }

    private async Task CompleteAsync(ExperimentOutcome outcome)
    {
        var result = (await outcomes.StoreAsync(outcome, reports.Lost)) with { Stopped = stopped };
        if (outcome.Unevaluated.Count > 0)
        {
            await EvaluateInPartsAsync(result, outcome.Unevaluated);
        }
        else
        {
            await reports.MakeAsync((experiment, epoch) => experiment.Complete(epoch, result));
            var early = stopped is null ? null : $"stopped at epoch {stopped.Epoch} (rung {stopped.Rung})";
            End(assignment.Part is null
                ? ProgressEventKind.Completed
                : ProgressEventKind.PartEvaluated, early, result.Evaluations[^1]);
        }

        await checkpoints.RemoveAllAsync();
    }

    private async Task EvaluateInPartsAsync(ExperimentResult trained, IReadOnlyList<TestSetPart> parts)
    {
        var request = new EvaluationRequest
        {
            Trained = trained,
            Parts = [.. parts.Select(part => new EvaluationPart(part.TestSet, part.FirstShard, part.Shards, part.Images))],
        };
        await reports.MakeAsync((experiment, epoch) => experiment.Evaluate(epoch, request));
        End(ProgressEventKind.Trained, $"free devices evaluate it in {parts.Count} parts");
    }

    private async Task FailAsync(ExperimentFailure failure)
    {
        await reports.MakeAsync((experiment, epoch) => experiment.Fail(epoch, failure));
        End(ProgressEventKind.AttemptFailed, failure.Message);
    }

    private async Task ReleaseAsync()
    {
        await reports.MakeAsync((experiment, epoch) => experiment.Release(epoch));
        End(ProgressEventKind.Released, "handed back");
    }

    /// <summary>Makes the last report of an attempt; what cannot be reported is found out by the lease's end.</summary>
    private async Task TryEndAsync(Func<Task> end)
    {
        try
        {
            await end();
        }
        catch (Exception lost) when (lost is StaleLeaseException or ReportException or OperationCanceledException)
        {
            End(ProgressEventKind.Stopped, lost.Message);
        }
    }

    private void End(ProgressEventKind kind, string? message, Evaluation? evaluation = null)
    {
        Remark(
            $"attempt {assignment.Attempt} ends: {kind}{(message is null ? "" : $": {message}")}",
            kind == ProgressEventKind.AttemptFailed ? LogLevel.Warning : LogLevel.Information);
        context.Live.Note(shown, kind, message, evaluation);
    }

    private void Warn(string message)
    {
        Remark(message, LogLevel.Warning);
        context.Live.Note(shown, ProgressEventKind.Warning, message);
    }

    /// <summary>Says it in the experiment's log and in the silo's.</summary>
    private void Remark(string text, LogLevel level = LogLevel.Information)
    {
        log.Remark(text);
        context.Log.Log(level, "{Experiment}: {Remark}", assignment.Lease.Experiment, text);
    }
}
