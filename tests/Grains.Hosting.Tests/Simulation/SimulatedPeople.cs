using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>People: launch sweeps, launch them again with edited points, and withdraw some of what they asked for.</summary>
internal sealed class SimulatedPeople(World world, SimulationOptions options)
{
    private readonly Dictionary<string, List<ExperimentPoint>> asked = [];
    private readonly Dictionary<string, int> attempts = [];
    private readonly Dictionary<string, EarlyStopping?> earlyStopping = [];
    private int pointsLeft = options.Experiments;
    private int cells;

    /// <summary>Whether all that they will ever ask for was launched.</summary>
    public bool AreDone => pointsLeft == 0;

    public void Begin()
    {
        world.Agenda.In(TimeSpan.Zero, LaunchNewAsync);
        world.Agenda.In(world.Dice.Seconds(1, 60), MeddleAsync);
    }

    private async Task LaunchNewAsync()
    {
        if (AreDone)
        {
            return;
        }

        var name = $"sweep-{asked.Count + 1}";
        asked[name] = [];
        await LaunchAsync(name, NewPoints(asked[name], world.Dice.Between(1, Math.Max(1, options.Experiments / 2))));
        world.Agenda.In(world.Dice.Seconds(0, 120), LaunchNewAsync);
    }

    private async Task MeddleAsync()
    {
        if (world.IsCalm)
        {
            return;
        }

        world.Agenda.In(world.Dice.Seconds(1, 60), MeddleAsync);
        if (!world.Dice.Chance(world.Weather.Meddling))
        {
            return;
        }

        var sweep = world.Dice.Pick([.. asked.Keys]);
        switch (world.Dice.Between(0, 11))
        {
            case 0 or 1 or 2:
                await LaunchAsync(sweep, Edit(asked[sweep]));
                break;
            case 3:
                await CancelAsync(sweep);
                break;
            case 4:
                await CancelOneAsync(world.Dice.Pick(
                    [.. world.Promises.Of(sweep).Where(one => one.Whole is null).Select(experiment => experiment.Id)]));
                break;
            case 5:
                await RetryAsync(sweep);
                break;
            case 6:
                await RuleAsync(sweep, "stopped", grain => grain.Stop(), () => world.Promises.Stopped(sweep));
                break;
            case 7:
                await PauseAsync(sweep);
                break;
            case 8 or 9:
                await DrainAsync();
                break;
            default:
                await world.Client.GetGrain<ISweepGrain>(sweep).Settle();
                break;
        }
    }

    private async Task LaunchAsync(string sweep, List<ExperimentPoint> table)
    {
        table = [.. table.Select(point => world.Dice.Chance(0.1) ? DoneOtherwise(point) : point)];
        asked[sweep] = table;
        var request = new SweepLaunch
        {
            Name = sweep,
            File = $"name: {sweep}",
            Points = table,
            Priority = world.Dice.Between(0, 2),
            MaxAttempts = attempts[sweep] = world.Dice.Between(1, 3),
            MaxConcurrent = world.Dice.Chance(0.3) ? world.Dice.Between(1, 3) : null,
            Fresh = world.Dice.Chance(0.3),
            Rules = new() { EarlyStopping = EarlyStoppingOf(sweep) },
        };
        await world.HoldSweepsAsync();
        var answer = await world.Client.GetGrain<ISweepGrain>(sweep).Launch(request);
        world.History.Note($"launch of {table.Count} points, priority {request.Priority}: {answer}");
        world.Promises.Launched(request, answer, await world.Host.Queries.Experiments(sweep));
        world.TellOfWork();
    }

    /// <summary>What the sweep has, or now and then something else.</summary>
    private EarlyStopping? EarlyStoppingOf(string sweep)
    {
        if (!earlyStopping.TryGetValue(sweep, out var rules) || world.Dice.Chance(0.2))
        {
            rules = earlyStopping[sweep] = world.Dice.Chance(0.5)
                ? new()
                {
                    Metric = "train.loss",
                    Mode = world.Dice.Chance(0.5) ? MetricMode.Max : MetricMode.Min,
                    ReductionFactor = world.Dice.Between(2, 3),
                }
                : null;
        }

        return rules;
    }

    private Task CancelAsync(string sweep) =>
        RuleAsync(sweep, "cancelled", grain => grain.Cancel(), () => world.Promises.SweepCancelled(sweep));

    /// <summary>What was paused is resumed before long.</summary>
    private async Task PauseAsync(string sweep)
    {
        await world.HoldSweepsAsync();
        if (world.Promises.Sweeps.ModeOf(sweep) != SweepStatus.Running)
        {
            return;
        }

        await RuleAsync(
            sweep, "paused", grain => grain.Pause(), () => world.Promises.Sweeps.SetMode(sweep, SweepStatus.Paused));
        world.Agenda.In(world.Dice.Seconds(1, 120), async () =>
        {
            await world.HoldSweepsAsync();
            if (world.Promises.Sweeps.ModeOf(sweep) == SweepStatus.Paused)
            {
                await RuleAsync(
                    sweep, "resumed", grain => grain.Resume(), () => world.Promises.Sweeps.SetMode(sweep, SweepStatus.Running));
            }
        });
    }

    /// <summary>A device that was drained is given work again before long.</summary>
    private async Task DrainAsync()
    {
        string[] devices = [.. (await world.Host.Queries.Devices()).Select(device => device.Description.Id)];
        if (devices.Length > 0)
        {
            var device = world.Dice.Pick(devices);
            await DrainAsync(device, drained: true);
            world.Agenda.In(world.Dice.Seconds(1, 120), () => DrainAsync(device, drained: false));
        }
    }

    private async Task DrainAsync(string device, bool drained)
    {
        world.History.Note($"{device} is {(drained ? "drained" : "given work again")}");
        await world.Client.GetGrain<IDeviceGrain>(device).Drain(drained);
        world.Promises.Drained(device, drained);
        world.TellOfWork();
    }

    private async Task RetryAsync(string sweep)
    {
        await world.HoldSweepsAsync();
        var fromScratch = world.Dice.Chance(0.5);
        var count = await world.Client.GetGrain<ISweepGrain>(sweep).Retry(fromScratch);
        world.History.Note($"{count} failed experiments of {sweep} are tried again{(fromScratch ? " from scratch" : "")}");
        world.Promises.Retried(sweep, attempts[sweep], fromScratch, count);
        await world.HoldSweepsAsync();
        world.TellOfWork();
    }

    private async Task RuleAsync(string sweep, string what, Func<ISweepGrain, Task> rule, Action expect)
    {
        await world.HoldSweepsAsync();
        world.History.Note($"{sweep} is {what}");
        await rule(world.Client.GetGrain<ISweepGrain>(sweep));
        expect();
        await world.HoldSweepsAsync();
        world.TellOfWork();
    }

    private async Task CancelOneAsync(string experiment)
    {
        world.History.Note($"{experiment} is cancelled");
        await world.Client.GetGrain<IExperimentGrain>(experiment).Cancel();
        world.Promises.Cancelled(experiment);
        await world.LookAtAsync(experiment);
    }

    private List<ExperimentPoint> Edit(List<ExperimentPoint> table)
    {
        List<ExperimentPoint> edited =
            [.. table.Where(_ => !world.Dice.Chance(0.1)), .. NewPoints(table, world.Dice.Between(0, 3))];
        return edited.Count == 0 ? table : [.. world.Dice.Shuffle(edited)];
    }

    /// <summary>Points that the table does not have; some of them are in other sweeps.</summary>
    private List<ExperimentPoint> NewPoints(List<ExperimentPoint> table, int count)
    {
        count = Math.Min(count, pointsLeft);
        pointsLeft -= count;
        var others = world.Dice
            .Shuffle(asked.Values.SelectMany(points => points).DistinctBy(point => point.Cell)
                .ExceptBy(table.Select(point => point.Cell), point => point.Cell))
            .Take(world.Dice.Chance(0.5) ? count / 3 : 0)
            .ToList();
        return [.. others, .. Enumerable.Range(0, count - others.Count).Select(_ => NewPoint())];
    }

    private ExperimentPoint NewPoint() => DoneOtherwise(new()
    {
        Cell = $"cell-{++cells}",
        Row = "ours",
        Seed = 0,
        Parameters = [],
        Settings = "",
    });

    /// <summary>The same point with other needs, and with settings that change no number.</summary>
    private ExperimentPoint DoneOtherwise(ExperimentPoint point) => point with
    {
        Settings = $$"""{"checkpoint_steps":{{world.Dice.Between(1, 3)}}}""",
        Needs = new() { MemoryBytes = world.Dice.Chance(0.2) ? 1_500 : 0 },
    };
}
