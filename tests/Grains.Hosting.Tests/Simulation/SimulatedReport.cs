using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;

namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>What a trainer tells about its attempt.</summary>
internal enum ReportKind
{
    Progress,
    Completed,
    Failed,
    Invalid,
    Died,
    HandedBack,
    Evaluate,
}

/// <summary>One report of a trainer.</summary>
/// <param name="Lease">The lease under which it is made.</param>
/// <param name="Kind">What it says.</param>
/// <param name="Step">The step of a progress report.</param>
/// <param name="Mark">A number that no other report of the run has, stored with what it reports.</param>
internal sealed record SimulatedReport(Lease Lease, ReportKind Kind, int Step, int Mark)
{
    public string Experiment => Lease.Experiment;

    /// <summary>How many parts a request to evaluate asks for.</summary>
    public int Parts { get; init; }

    /// <summary>For a completion: where its sweep stopped it.</summary>
    public EarlyStop? Stopped { get; init; }

    /// <summary>Makes the report to the grain.</summary>
    /// <returns>Whether it was accepted.</returns>
    public async Task<bool> MakeAsync(IExperimentGrain experiment)
    {
        try
        {
            await (Kind switch
            {
                ReportKind.Progress => experiment.Report(Lease.Epoch, new()
                {
                    Metrics = [new("train.loss", Step, Mark)],
                    Checkpoint = new(Step, new($"checkpoint-{Mark}", "", 1)),
                }),
                ReportKind.Completed => experiment.Complete(Lease.Epoch, new()
                {
                    Evaluations = [new(1, [new("ID", true, Mark, Mark)])],
                    TrainingSeconds = Mark,
                    Stopped = Stopped,
                }),
                ReportKind.Evaluate => experiment.Evaluate(Lease.Epoch, new()
                {
                    Trained = new() { Evaluations = [], TrainingSeconds = Mark },
                    Parts = [.. Enumerable.Range(0, Parts).Select(shard => new EvaluationPart("ID", shard, 1, 1))],
                }),
                ReportKind.HandedBack => experiment.Release(Lease.Epoch),
                _ => experiment.Fail(Lease.Epoch, new(Cause, $"{Mark}")),
            });
            return true;
        }
        catch (StaleLeaseException)
        {
            return false;
        }
    }

    public override string ToString() => $"{Experiment} epoch {Lease.Epoch} of {Lease.Device}: {Kind} {Mark}";

    /// <summary>The cause of the failure that it reports.</summary>
    public FailureCause Cause => Kind switch
    {
        ReportKind.Failed => FailureCause.TrainerError,
        ReportKind.Invalid => FailureCause.InvalidRequest,
        ReportKind.Died => FailureCause.ProcessDied,
        _ => throw new InvalidOperationException($"{Kind} is no failure"),
    };
}
