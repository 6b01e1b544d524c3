using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Runtime;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>What the parts of a run share: the real grains, time, chance, and the promises that every call is held to.</summary>
internal sealed class World
{
    public static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(30);

    private int marks;

    public World(GrainHost host, SimulationOptions options, VirtualTime time, History history)
    {
        (Host, Time, History, Dice) = (host, time, history, new(options.Seed));
        Client = options.Sabotage(host.Client);
        Weather = new(Dice);
        Agenda = new(time);
        Promises = new(time);
        Network = new(this);
    }

    public IClusterClient Client { get; }

    public GrainHost Host { get; }

    public VirtualTime Time { get; }

    public History History { get; }

    public Dice Dice { get; }

    public Weather Weather { get; }

    public Agenda Agenda { get; }

    public Promises Promises { get; }

    public Network Network { get; }

    /// <summary>Whether all trouble is over, and what was asked for only has to be finished.</summary>
    public bool IsCalm { get; set; }

    /// <summary>Work may have become claimable: whoever waits asks at once, with all others that wait.</summary>
    public event Action? WorkMade;

    public int NextMark() => ++marks;

    public void TellOfWork() => WorkMade?.Invoke();

    /// <summary>A device that does not know what it was given hands that back.</summary>
    public async Task HandBackAsync(DeviceDescription device)
    {
        await Client.GetGrain<IDeviceGrain>(device.Id).HandBack();
        foreach (var experiment in Promises.HandedBack(device))
        {
            History.Note($"{device.Id} hands back {experiment}");
            await LookAtAsync(experiment);
        }
    }

    /// <summary>
    /// Asks, perhaps twice, whether an experiment goes on after a step; where it does not, at which rung it stops.
    /// </summary>
    public async Task<EarlyStop?> AskAtRungAsync(Lease lease, int step)
    {
        var key = ExperimentKey.Parse(lease.Experiment);
        var sweep = Client.GetGrain<ISweepGrain>(key.Sweep);
        var rule = (await sweep.Rules()).EarlyStopping;
        if (rule?.RungAt(step) is not int rung)
        {
            return null;
        }

        EarlyStop? answer = null;
        for (var asks = Dice.Chance(Weather.Duplicate) ? 2 : 1; asks > 0; asks--)
        {
            var report = new RungReport(key.Number, lease.Epoch, rung, step, Promises.ValueAt(lease.Experiment, step), rule);
            bool? goesOn;
            try
            {
                goesOn = await sweep.Decide(report);
            }
            catch (StaleLeaseException)
            {
                goesOn = null;
            }

            History.Note(
                $"{lease.Experiment} epoch {lease.Epoch} at rung {rung} with {report.Value}: {goesOn?.ToString() ?? "refused"}");
            Promises.Decided(key, report, goesOn);
            answer = goesOn == false ? new(step, rung) : null;
        }

        return answer;
    }

    /// <summary>Compares an experiment with what was promised of it.</summary>
    public async Task LookAtAsync(string experiment) =>
        Promises.Hold(await Client.GetGrain<IExperimentGrain>(experiment).Get());

    /// <summary>Compares every sweep with what was promised of it.</summary>
    public async Task HoldSweepsAsync()
    {
        foreach (var sweep in await Host.Queries.Sweeps())
        {
            Promises.Sweeps.Hold(sweep, [.. Promises.Of(sweep.Id)]);
        }
    }

    public async Task DeliverRemindersAsync()
    {
        await Host.DeliverDueRemindersAsync();
        foreach (var expired in Promises.LeasesRunOut())
        {
            History.Note($"lease ran out: {expired}");
            await LookAtAsync(expired);
        }
    }
}
