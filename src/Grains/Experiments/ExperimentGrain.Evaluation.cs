using Counterfactual.Grains.Tracing;
using Counterfactual.Grains.Work;

namespace Counterfactual.Grains.Experiments;

/// <content>
/// Evaluations that are spread over devices: each part is an experiment of its own, and the last to complete completes the whole.
/// </content>
public sealed partial class ExperimentGrain
{
    /// <inheritdoc/>
    public async Task Evaluate(long epoch, EvaluationRequest request)
    {
        if (State.Status is ExperimentStatus.Evaluating or ExperimentStatus.Completed && State.Epoch == epoch)
        {
            return;
        }

        RequireLease(epoch);
        var firstPart = await experiments.LastPart(Identity) + 1;
        State.Status = ExperimentStatus.Evaluating;
        State.FineTuned = request.Trained.Model;
        State.Checkpoint = null;
        AttemptHistory.End(State, AttemptOutcome.Trained, Now);
        State.Evaluation = new()
        {
            Trained = request.Trained,
            FirstPart = firstPart,
            Results = new ExperimentResult?[request.Parts.Count],
        };
        await experiment.WriteStateAsync();
        await queue.Remove(Key);
        await Unremind();
        await experiments.Create(Identity.Sweep, [.. request.Parts.Select((part, index) => NewPart(firstPart + index, part))]);
        await queue.Enqueue([.. State.Evaluation.Missing.Select(part =>
            new WorkItem(Identity.OfPart(part).ToString(), State.Point!.Needs, Since: State.Queued))]);
    }

    /// <inheritdoc/>
    public async Task PartCompleted(int part, ExperimentResult result)
    {
        if (State.Status != ExperimentStatus.Evaluating || !State.Evaluation!.Lacks(part))
        {
            return;
        }

        State.Evaluation = State.Evaluation.With(part, result);
        if (State.Evaluation.Missing.Any())
        {
            await experiment.WriteStateAsync();
            return;
        }

        State.Result = State.Evaluation.Sum();
        State.Evaluation = null;
        await End(ExperimentStatus.Completed);
    }

    /// <inheritdoc/>
    public async Task PartFailed(int part, ExperimentFailure failure)
    {
        if (State.Status == ExperimentStatus.Evaluating && State.Evaluation!.Lacks(part))
        {
            State.LastFailure = failure with { Message = $"evaluation, part {part}: {failure.Message}" };
            await CancelParts();
            await End(ExperimentStatus.Failed);
        }
    }

    private IExperimentGrain Whole => GrainFactory.GetGrain<IExperimentGrain>(Identity.Whole.ToString());

    private IExperimentGrain Part(int part) => GrainFactory.GetGrain<IExperimentGrain>(Identity.OfPart(part).ToString());

    private async Task CancelParts()
    {
        if (State.Status == ExperimentStatus.Evaluating)
        {
            foreach (var part in State.Evaluation!.Missing)
            {
                await Part(part).Cancel();
            }
        }
    }

    private NewExperiment NewPart(int number, EvaluationPart part) => new(Identity.OfPart(number).Number, Position: null, new()
    {
        Point = State.Point! with { Cell = $"{State.Point.Cell}.{number}", Training = null, Part = part },
        MaxAttempts = State.MaxAttempts,
        Queued = Now,
        FineTuned = State.FineTuned,
        Trace = SweepTrace.Experiment(State.Trace, Key, State.Queued)?.ToString(),
    });
}
