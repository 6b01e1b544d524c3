using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Shards;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Training.Data.Datasets;
using Counterfactual.Silo.Models;
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
    private readonly MetricBuffer metrics;
    private readonly ExperimentLog log;
    private readonly RunningAttempt shown;
    private readonly ExperimentEnvironment environment;

    internal Attempt(
        TrainerContext context, Assignment assignment, long askedAt, ExperimentSnapshot experiment, DeviceDescription device)
    {
        this.context = context;
        this.assignment = assignment;
        this.device = device.Name;
        checkpoints = new CheckpointKeeper(assignment, context.Artifacts);
        metrics = new MetricBuffer(context.Options.MetricsDelay, context.Options.MetricsBatch);
        log = new ExperimentLog(ExperimentLog.PathOf(context.Home.Logs, assignment.Lease.Experiment));
        shown = context.Live.Begin(assignment, experiment, device.Name);
        environment = new ExperimentEnvironment
        {
            Device = device.Kind == DeviceKind.Cpu ? "cpu" : device.Name,
            Threads = device.Threads,
            CacheDirectory = context.Home.Cache,
            CacheLimit = context.CacheLimit,
            ModelDirectory = context.Artifacts.DirectoryOf(ModelLibrary.Folder),
            CheckpointDirectory = Path.Combine(context.Home.Work, device.Name.Replace(':', '-')),
        };
        // Last, since from here on the lease is renewed until this is disposed.
        reports = new AttemptReports(context, assignment.Lease, askedAt);
    }

    /// <summary>Runs it to its end, and tells the grains how it ended.</summary>
    /// <param name="getChild">Gives the trainer process, ready for commands.</param>
    /// <param name="siloStopping">The silo stops: the trainer is to checkpoint, and the experiment is handed back.</param>
    /// <returns>Whether the trainer process can run another experiment.</returns>
    internal async Task<bool> RunAsync(Func<Task<TrainerChild>> getChild, CancellationToken siloStopping)
    {
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
            var resumeFrom = await checkpoints.FindAsync(Warn, reports.Lost);
            EmptyCheckpointDirectory();
            child = await getChild();
            child.LogTo(log);
            shown.StartedAs(child.ProcessId);
            log.Remark($"attempt {assignment.Attempt} begins on {device}, trainer process {child.ProcessId}"
                + (resumeFrom is null ? "" : $", from {Path.GetFileName(resumeFrom)}"));
            var conversation = new TrainerConversation(child, context.Options, reports.Lost, stopping);
            await child.SendAsync(new TrainerCommand.Run(
                assignment.Lease.Experiment, assignment.Settings, environment with { ResumeFrom = resumeFrom, Datasets = datasets }));
            reusable = await FollowAsync(conversation);
        }
        catch (TrainerGoneException) when (stopping.IsCancellationRequested)
        {
            await TryEndAsync(ReleaseAsync);
        }
        catch (TrainerGoneException gone)
        {
            await TryEndAsync(() => FailAsync(new ExperimentFailure(gone.Cause, gone.Message)));
        }
        catch (Exception lost) when (lost is StaleLeaseException || (lost is OperationCanceledException && reports.Lost.IsCancellationRequested))
        {
            End(ProgressEventKind.Stopped, "the experiment was cancelled, or its lease was lost");
            reusable = child is not null && await TrainerConversation.StopAsync(child, context.Options.StopGrace);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ShardMismatchException or ReportException)
        {
            await TryEndAsync(() => FailAsync(new ExperimentFailure(FailureCause.TrainerError, failure.Message)));
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
        shown.Dispose();
        reports.Dispose();
        log.Dispose();
    }

    private async Task<bool> FollowAsync(TrainerConversation conversation)
    {
        while (true)
        {
            if (metrics.IsDue)
            {
                await StoreMetricsAsync();
            }

            switch (await conversation.NextAsync(metrics.TimeUntilDue))
            {
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
                    await HoldAsync(shard.Prepared);
                    break;
                case TrainerMessage.Checkpoint checkpoint:
                    await StoreAsync(checkpoint.Written);
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
                    await FailAsync(new ExperimentFailure(
                        failed.Retryable ? FailureCause.TrainerError : FailureCause.InvalidRequest, failed.Message));
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

    private Task StoreAsync(WrittenCheckpoint written)
    {
        if (!IsInCheckpointDirectory(written.Path))
        {
            throw new TrainerGoneException(
                FailureCause.TrainerError,
                $"the trainer process reported the checkpoint {written.Path}; expected a file in {environment.CheckpointDirectory}");
        }

        var points = metrics.Take();
        return checkpoints.StoreAsync(written, checkpoint => reports.MakeAsync((experiment, epoch) =>
            experiment.Report(epoch, new ExperimentReport { Metrics = points, Checkpoint = checkpoint })));
    }

    private async Task HoldAsync(PreparedShard shard)
    {
        var key = $"{shard.Dataset}/{shard.Number}";
        var content = new ShardContent(shard.Sha256, shard.Count, shard.Bytes);
        if (context.ShardsHeld.GetValueOrDefault((key, shard.Form)) != content)
        {
            await reports.TryAgainAsync(() => context.Grains.GetGrain<IShardGrain>(key).Hold(context.Silo, shard.Form, content));
            context.ShardsHeld[(key, shard.Form)] = content;
        }
    }

    private async Task CompleteAsync(ExperimentOutcome outcome)
    {
        var result = ToResult(outcome);
        await reports.MakeAsync((experiment, epoch) => experiment.Complete(epoch, result));
        End(ProgressEventKind.Completed, message: null, result.Evaluations[^1]);
        await checkpoints.RemoveAllAsync();
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
        log.Remark($"attempt {assignment.Attempt} ends: {kind}{(message is null ? "" : $": {message}")}");
        context.Live.Note(shown, kind, message, evaluation);
    }

    private void Warn(string message)
    {
        log.Remark(message);
        context.Live.Note(shown, ProgressEventKind.Warning, message);
    }

    private void EmptyCheckpointDirectory()
    {
        if (Directory.Exists(environment.CheckpointDirectory))
        {
            Directory.Delete(environment.CheckpointDirectory, recursive: true);
        }

        Directory.CreateDirectory(environment.CheckpointDirectory);
    }

    private bool IsInCheckpointDirectory(string path) =>
        Path.GetFullPath(path).StartsWith(environment.CheckpointDirectory + Path.DirectorySeparatorChar, StringComparison.Ordinal)
        && new FileInfo(path).LinkTarget is null;

    private static ExperimentResult ToResult(ExperimentOutcome outcome) => new()
    {
        Evaluations =
        [
            .. outcome.Evaluations.Select(model => new Evaluation(
                model.Alpha,
                [.. model.TestSets.Select(set => new TestSetAccuracy(set.Name, set.InDistribution, set.Correct, set.Count))])),
        ],
        TrainingSeconds = outcome.TrainingSeconds,
        EvaluationSeconds = outcome.EvaluationSeconds,
        ImagesPerSecond = outcome.ImagesPerSecond,
        Epoch = outcome.Epoch,
        ImagesLeftOut = outcome.ImagesLeftOut,
    };
}
