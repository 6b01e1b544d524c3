using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Runtime;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>What the parts of a run share: the real grains, time, chance, and the promises that every call is held to.</summary>
internal sealed class World(GrainHost host, SimulationOptions options, VirtualTime time, History history, Dice dice)
{
    public static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(30);

    private int marks;
    private int underWay;

    public IClusterClient Client { get; } = options.Sabotage(host.Client);

    public GrainHost Host => host;

    public VirtualTime Time => time;

    public History History => history;

    public Dice Dice => dice;

    public Weather Weather { get; } = new(dice);

    public Agenda Agenda { get; } = new(time);

    public Promises Promises { get; } = new(time);

    /// <summary>Whether all trouble is over, and what was asked for only has to be finished.</summary>
    public bool IsCalm { get; set; }

    /// <summary>Whether messages are still to arrive.</summary>
    public bool HasMessages => underWay > 0;

    public int NextMark() => ++marks;

    /// <summary>Lets a report arrive after a while, perhaps twice, perhaps never; each answer is passed on.</summary>
    public void Send(SimulatedReport report, Action<bool> answered)
    {
        if (dice.Chance(Weather.Lost))
        {
            history.Note($"lost: {report}");
            Agenda.In(dice.Seconds(0, 60), () =>
            {
                answered(false);
                return Task.CompletedTask;
            });
            return;
        }

        Arrive(report, answered);
        if (dice.Chance(Weather.Duplicate))
        {
            Arrive(report, answered);
        }
    }

    public async Task<Assignment?> ClaimAsync(DeviceDescription device)
    {
        var assignment = await Client.GetGrain<IDeviceGrain>(device.Id).Claim();
        if (assignment is not null)
        {
            history.Note(
                $"claim by {device.Id}: {assignment.Lease.Experiment} epoch {assignment.Lease.Epoch}, "
                    + $"attempt {assignment.Attempt}");
            Promises.Granted(device, assignment);
            await LookAtAsync(assignment.Lease.Experiment);
        }
        else
        {
            Promises.NothingGranted(device);
        }

        return assignment;
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
        for (var asks = dice.Chance(Weather.Duplicate) ? 2 : 1; asks > 0; asks--)
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

            history.Note(
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
        foreach (var sweep in await host.Queries.Sweeps())
        {
            Promises.Sweeps.Hold(sweep, [.. Promises.Of(sweep.Id)]);
        }
    }

    public async Task DeliverRemindersAsync()
    {
        await host.DeliverDueRemindersAsync();
        foreach (var expired in Promises.LeasesRunOut())
        {
            history.Note($"lease ran out: {expired}");
            await LookAtAsync(expired);
        }
    }

    private void Arrive(SimulatedReport report, Action<bool> answered)
    {
        underWay++;
        Agenda.In(dice.Chance(Weather.Late) ? dice.Seconds(20, 200) : dice.Seconds(0, 0.5), async () =>
        {
            underWay--;
            var accepted = await report.MakeAsync(Client.GetGrain<IExperimentGrain>(report.Experiment));
            history.Note($"{(accepted ? "accepted" : "refused")}: {report}");
            Promises.Reported(report, accepted);
            await LookAtAsync(report.Experiment);
            answered(accepted);
        });
    }
}
