using Counterfactual.Grains.Hosting;
using Counterfactual.Silo.Trainers;

namespace Counterfactual.Silo.Hosting;

/// <summary>Keeps a silo's name in the store, and tells the others what it does.</summary>
internal sealed class SiloPresence : IAsyncDisposable
{
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LeavePatience = TimeSpan.FromSeconds(2);

    private readonly SiloRegistry silos;
    private readonly SiloEntry entry;
    private readonly Func<string> describe;
    private readonly TrainerOptions options;
    private readonly Action lost;
    private readonly ILogger log;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task renewing;

    private SiloPresence(
        SiloRegistry silos, SiloEntry entry, Func<string> describe, TrainerOptions options, Action lost, ILogger log)
    {
        this.silos = silos;
        this.entry = entry;
        this.describe = describe;
        this.options = options;
        this.lost = lost;
        this.log = log;
        renewing = Task.Run(RenewAsync);
    }

    /// <summary>Enters the silo under its name and keeps it there until this is disposed.</summary>
    /// <param name="silos">The silos of the store.</param>
    /// <param name="entry">The silo.</param>
    /// <param name="describe">What it does now.</param>
    /// <param name="options">How often leases are renewed; the name is one of them.</param>
    /// <param name="lost">Called when another silo has taken the name.</param>
    /// <param name="log">Where failures go.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SiloNameTakenException">Another silo has the name.</exception>
    internal static async Task<SiloPresence> EnterAsync(
        SiloRegistry silos,
        SiloEntry entry,
        Func<string> describe,
        TrainerOptions options,
        Action lost,
        ILogger log,
        CancellationToken cancellation)
    {
        await silos.EnterAsync(entry, cancellation);
        return new(silos, entry, describe, options, lost, log);
    }

    /// <summary>Gives up the name; where the store is not there, it is free once its lease is over.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await renewing;
        try
        {
            using var patience = new CancellationTokenSource(LeavePatience);
            await silos.LeaveAsync(entry, patience.Token);
        }
#pragma warning disable CA1031 // The end of the lease tells the same.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            log.LogWarning("the name {Name} could not be given up: {Message}", entry.Name, failure.Message);
        }

        stopping.Dispose();
    }

    private async Task RenewAsync()
    {
        var period = options.Renewal < LongestPeriod ? options.Renewal : LongestPeriod;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
                limit.CancelAfter(options.Lease);
                if (!await silos.RenewAsync(entry, describe(), limit.Token))
                {
                    log.LogError("another silo has taken the name {Name}; this one stops", entry.Name);
                    lost();
                    return;
                }
            }
#pragma warning disable CA1031 // The store may be away for a while; whoever takes the name meanwhile is found out then.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                if (!stopping.IsCancellationRequested)
                {
                    log.LogWarning("the silo could not renew its name: {Message}", failure.Message);
                }
            }

            await Task.Delay(period, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
