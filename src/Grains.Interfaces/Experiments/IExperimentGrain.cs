using Counterfactual.Grains.Devices;

namespace Counterfactual.Grains.Experiments;

/// <summary>
/// One experiment; key <c>sweep/number</c>. Every report carries the epoch of the lease under which it was made: a report of
/// an older epoch throws <see cref="StaleLeaseException"/> and changes nothing.
/// </summary>
[Alias("counterfactual.experiment")]
public interface IExperimentGrain : IGrainWithStringKey, IRemindable
{
    /// <summary>Starts an attempt under a lease just granted; called within the device's claim.</summary>
    Task<Assignment> Begin(Lease lease);

    /// <summary>Stores metric points and, where given, the newest checkpoint.</summary>
    /// <exception cref="StaleLeaseException">The epoch is not that of the current lease.</exception>
    [SharesTurn] Task Report(long epoch, ExperimentReport report);

    /// <summary>
    /// Stores the result and ends the experiment: result, work item and lease change together. The same report made again
    /// changes nothing.
    /// </summary>
    /// <exception cref="StaleLeaseException">The epoch is not that of the current lease.</exception>
    [SharesTurn] Task Complete(long epoch, ExperimentResult result);

    /// <summary>
    /// Ends the attempt with a model that others are to evaluate: each part waits for a device as an experiment of its own, and
    /// the last one that completes completes this. The same report made again changes nothing.
    /// </summary>
    /// <exception cref="StaleLeaseException">The epoch is not that of the current lease.</exception>
    Task Evaluate(long epoch, EvaluationRequest request);

    /// <summary>
    /// Stores the result of a part; called within the turn that completes it. Nothing happens where it is known or not asked for.
    /// </summary>
    Task PartCompleted(int part, ExperimentResult result);

    /// <summary>A part failed for good, and with it the experiment; called within the turn that ends the part.</summary>
    Task PartFailed(int part, ExperimentFailure failure);

    /// <summary>Ends the attempt with an error: back to the queue, or failed after the last allowed attempt.</summary>
    /// <exception cref="StaleLeaseException">The epoch is not that of the current lease.</exception>
    Task Fail(long epoch, ExperimentFailure failure);

    /// <summary>Hands the experiment back unharmed (drain, shutdown): queued again, the attempt not counted.</summary>
    /// <exception cref="StaleLeaseException">The epoch is not that of the current lease.</exception>
    Task Release(long epoch);

    /// <summary>
    /// Withdraws the experiment; nothing happens where it has ended. A running attempt learns of it by its stale epoch.
    /// </summary>
    Task Cancel();

    /// <summary>
    /// Puts an experiment that failed, was cancelled or was stopped early back into the queue with all its attempts, or only the
    /// parts of its evaluation that are missing; nothing happens where it waits, runs or has completed.
    /// </summary>
    /// <param name="maxAttempts">Attempts that it is allowed; at least 1.</param>
    /// <param name="fromScratch">Whether its checkpoint and weights are left unused; otherwise it goes on from there.</param>
    Task Restart(int maxAttempts, bool fromScratch = false);

    /// <summary>
    /// Takes the result, the metrics and the checkpoint of an ended experiment away. It stands as cancelled from then on, and is
    /// run again when its sweep is launched anew; sweeps that took over its result keep it.
    /// </summary>
    /// <exception cref="ExperimentOpenException">It waits or runs, or is a part of an evaluation.</exception>
    /// <exception cref="GrainNotFoundException">No such experiment.</exception>
    Task Delete();

    /// <summary>The experiment as it stands.</summary>
    /// <exception cref="GrainNotFoundException">No such experiment.</exception>
    [ReadOnly] Task<ExperimentSnapshot> Get();
}
