using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Work;

namespace Counterfactual.Grains.Sweeps;

/// <content>What a launch does.</content>
public sealed partial class SweepGrain
{
    /// <inheritdoc/>
    public async Task<SweepLaunched> Launch(SweepLaunch request)
    {
        SweepLaunchRules.Check(request);
        var stopsDifferently = sweep.State.Rules.EarlyStopping != request.Rules.EarlyStopping;
        var runStoppedAgain = stopsDifferently || request.Rules.EarlyStopping is null;
        var plan = LaunchPlan.Reconcile(await experiments.All(Id), request.Points, runStoppedAgain);
        var results = request.Fresh
            ? new Dictionary<string, CompletedCell>()
            : await experiments.FindCompleted([.. plan.Added.Select(added => added.Point.Cell)]);

        var staysPaused = sweep.State is { Status: SweepStatus.Paused, Ended: null };
        var state = sweep.State;
        (state.Created, state.Owner) = sweep.RecordExists ? (state.Created, state.Owner) : (Now, request.Owner);
        (state.Name, state.File) = (request.Name, request.File);
        (state.Priority, state.MaxAttempts, state.MaxConcurrent) = (request.Priority, request.MaxAttempts, request.MaxConcurrent);
        state.Rules = request.Rules;
        state.Trace ??= request.Trace;
        await Begin();
        if (staysPaused)
        {
            await Pause();
        }

        if (stopsDifferently)
        {
            await rungs.Clear(Id);
        }

        foreach (var number in plan.Removed)
        {
            await Experiment(number).Cancel();
        }

        foreach (var number in plan.Restarted)
        {
            await Experiment(number).Restart(request.MaxAttempts);
        }

        await Amend(request);

        await experiments.Arrange(Id, plan.Moves);
        await experiments.Create(Id, [.. plan.Added.Select(added => Create(added, request, results))]);
        await queue.Enqueue(
            [.. plan.Added.Where(added => !results.ContainsKey(added.Point.Cell)).Select(added =>
                new WorkItem(Key(added.Number), added.Point.Needs))]);
        await SettleNow();
        return new(
            Id, plan.Unended + plan.Added.Count - results.Count, plan.Kept, results.Count, plan.Removed.Count, Trace,
            state.Status);
    }

    /// <summary>What is asked for as before, but is to be done in another way, is so from its next attempt on.</summary>
    private async Task Amend(SweepLaunch request)
    {
        var amended = LaunchPlan.Amended(await experiments.Unfinished(Id), request);
        foreach (var experiment in amended)
        {
            // The items go first, as a claim takes them first: the other way round, the two could wait for each other.
            await queue.SetNeeds(Key(experiment.Number), experiment.Point.Needs);
        }

        await experiments.Amend(Id, amended);
    }

    private NewExperiment Create(AddedPoint added, SweepLaunch request, IReadOnlyDictionary<string, CompletedCell> results)
    {
        var reused = results.GetValueOrDefault(added.Point.Cell);
        return new(added.Number, added.Position, new()
        {
            Point = added.Point,
            Status = reused is null ? ExperimentStatus.Queued : ExperimentStatus.Completed,
            MaxAttempts = request.MaxAttempts,
            Queued = Now,
            Ended = reused is null ? null : Now,
            Result = reused?.Result,
            ReusedFrom = reused?.Experiment,
            Trace = sweep.State.Trace,
        });
    }
}
