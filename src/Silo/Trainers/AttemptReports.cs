using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Runtime;
using Counterfactual.Grains.Shards;

namespace Counterfactual.Silo.Trainers;

/// <summary>Makes the reports of one attempt under its lease, again where the database was not there for a moment.</summary>
internal sealed class AttemptReports : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TrainerContext context;
    private readonly HeldLease lease;

    internal AttemptReports(TrainerContext context, Lease lease, long askedAt)
    {
        this.context = context;
        this.lease = context.Leases.Hold(lease, askedAt);
    }

    /// <summary>Cancelled when the lease is lost.</summary>
    internal CancellationToken Lost => lease.Lost;

    /// <summary>Cancelled when the experiment is to be handed back.</summary>
    internal CancellationToken Recalled => lease.Recalled;

    /// <summary>Makes a report to the experiment, with the lease's epoch.</summary>
    /// <exception cref="StaleLeaseException">The lease is lost.</exception>
    /// <exception cref="ReportException">The report could not be stored.</exception>
    /// <exception cref="OperationCanceledException">The time of a shutdown is over.</exception>
    internal Task MakeAsync(Func<IExperimentGrain, long, Task> report) =>
        TryAgainAsync(() => report(context.Grains.GetGrain<IExperimentGrain>(lease.Lease.Experiment), lease.Lease.Epoch));

    /// <summary>
    /// Makes a turn, again after a while where it fails for a reason that may pass; throws as <see cref="MakeAsync"/>.
    /// </summary>
    internal async Task TryAgainAsync(Func<Task> turn)
    {
        var giveUp = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        var backoff = Backoff.ForStore();
        while (true)
        {
            context.Abandoned.ThrowIfCancellationRequested();
            if (Lost.IsCancellationRequested)
            {
                throw new StaleLeaseException();
            }

            try
            {
                await turn().WaitAsync(context.Abandoned);
                return;
            }
            catch (Exception final) when (final is StaleLeaseException or ShardMismatchException)
            {
                throw;
            }
            catch (GrainNotFoundException gone)
            {
                throw new StaleLeaseException(gone.Message, gone);
            }
#pragma warning disable CA1031 // Whatever the database answers may pass, and is told in the end.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                if (backoff.IsFresh)
                {
                    context.Log.LogWarning(
                        "a report of experiment {Experiment} failed: {Message}", lease.Lease.Experiment, failure.Message);
                }

                // For a store that is away it is waited until the lease is over.
                if (failure is not (StoreUnavailableException or TurnInDoubtException) && Environment.TickCount64 > giveUp)
                {
                    throw new ReportException($"a report could not be stored: {failure.Message}", failure);
                }
            }

            await WaitAsync(backoff);
        }
    }

    public void Dispose() => lease.Dispose();

    private async Task WaitAsync(Backoff backoff)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(Lost, context.Abandoned);
        await backoff.WaitAsync(either.Token);
    }
}
