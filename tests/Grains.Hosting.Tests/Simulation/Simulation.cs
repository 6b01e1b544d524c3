using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>
/// One run: the real grains and host over SQLite in memory, in virtual time, with simulated people, silos and trainers whose
/// troubles come from a seed; every answer is held to the standing promises, until all that was asked for has ended.
/// </summary>
internal sealed class Simulation
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(12);

    private readonly World world;
    private readonly SimulatedPeople people;
    private readonly SimulatedSilo[] silos;
    private readonly TimeSpan roughTime;

    private Simulation(World world, SimulationOptions options)
    {
        this.world = world;
        people = new(world, options);
        silos = [.. Enumerable.Range(1, world.Dice.Between(1, 4)).Select(silo =>
            new SimulatedSilo(world, $"silo-{silo}", world.Dice.Between(1, 6)))];
        roughTime = TimeSpan.FromSeconds(60 + 25.0 * options.Experiments / silos.Sum(silo => silo.Devices));
    }

    /// <summary>Runs to the end.</summary>
    /// <returns>What happened.</returns>
    /// <exception cref="SimulationFailedException">A promise was broken, or a grain failed.</exception>
    public static async Task<History> RunAsync(SimulationOptions options)
    {
        var time = new VirtualTime();
        var history = new History(time);
        await using var host = await GrainHost.StartAsync(new()
        {
            Store = "sqlite::memory:",
            GrainAssemblies = [typeof(SweepGrain).Assembly],
            LeaseDuration = World.LeaseDuration,
            ReminderPeriod = Timeout.InfiniteTimeSpan,
            OneWayDelay = Timeout.InfiniteTimeSpan,
            Turns = new() { SharedByHand = true },
            Time = time,
        });
        try
        {
            var world = new World(host, options, time, history);
            await new Simulation(world, options).RunAsync();
            return history;
        }
#pragma warning disable CA1031 // Whatever goes wrong, the seed must be told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            throw new SimulationFailedException(options, history, exception);
        }
    }

    private async Task RunAsync()
    {
        people.Begin();
        foreach (var silo in silos)
        {
            world.Agenda.In(world.Dice.Seconds(0, 10), silo.StartAsync);
        }

        world.Agenda.In(TimeSpan.Zero, RemindAsync);
        world.Agenda.In(roughTime, () =>
        {
            world.History.Note("calm from here on");
            world.IsCalm = true;
            return Task.CompletedTask;
        });
        while (!IsOver)
        {
            await world.Agenda.StepAsync();
            if (!world.Weather.LosesOneWayCalls && world.Dice.Chance(0.5))
            {
                await world.Host.MakeOneWayCallsAsync();
            }

            Promises.Require(
                world.Time.Now < VirtualTime.Beginning + roughTime + Patience,
                $"nothing is lost, and yet {world.Promises.Open.Count()} experiments have not ended "
                    + "hours after the last trouble");
        }

        await HoldEndAsync();
    }

    private bool IsOver =>
        world.IsCalm && people.AreDone && !world.Network.HasReports && !world.Promises.AnyDrained
            && world.Promises.Sweeps.HaveEnded && !world.Promises.Open.Any();

    private async Task RemindAsync()
    {
        world.Agenda.In(world.Dice.Seconds(0.5, 5), RemindAsync);
        await world.DeliverRemindersAsync();
        await world.HoldSweepsAsync();
    }

    /// <summary>All is quiet: every result and metric is there, and nothing else.</summary>
    private async Task HoldEndAsync()
    {
        foreach (var experiment in world.Promises.Sweeps.All.SelectMany(world.Promises.Of))
        {
            await world.LookAtAsync(experiment.Id);
            var metrics = await world.Host.Queries.Metrics(experiment.Id);
            Promises.Require(
                metrics.Select(point => (point.Step, (int)point.Value))
                    .SequenceEqual(experiment.Metrics.Select(pair => (pair.Key, pair.Value))),
                $"the metrics of {experiment.Id} are not those of its accepted reports");
        }

        foreach (var sweep in world.Promises.Sweeps.All)
        {
            world.Promises.RungsOf(sweep).Hold(sweep, await world.Host.Queries.Rungs(sweep));
        }

        foreach (var device in await world.Host.Queries.Devices())
        {
            Promises.Require(device.Experiment is null, $"{device.Description.Id} still holds a lease of {device.Experiment}");
            var claim = world.Client.GetGrain<IDeviceGrain>(device.Description.Id).Claim();
            await world.Host.MakeSharedCallsAsync();
            Promises.Require(await claim is null, "work is left though every sweep has ended");
        }

        await world.HoldSweepsAsync();
        world.Time.MoveTo(world.Time.Now + TimeSpan.FromDays(1));
        var reminders = await world.Host.DeliverDueRemindersAsync();
        Promises.Require(reminders == 0, $"{reminders} reminders are left though every sweep has ended");
    }
}
