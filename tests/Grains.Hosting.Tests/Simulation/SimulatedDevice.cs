using Counterfactual.Grains.Devices;

namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>A trainer: claims, reports progress, and ends its attempt in one of the ways in which attempts end.</summary>
internal sealed class SimulatedDevice
{
    private readonly World world;
    private readonly SimulatedSilo silo;
    private readonly DeviceDescription description;
    private Lease? held;
    private bool isHung;
    private bool isAsking;
    private int planned;

    public SimulatedDevice(World world, SimulatedSilo silo, DeviceDescription description)
    {
        (this.world, this.silo, this.description) = (world, silo, description);
        world.WorkMade += () =>
        {
            if (!world.Dice.Chance(world.Weather.Lost))
            {
                Ask(TimeSpan.Zero);
            }
        };
    }

    public DeviceDescription Description => description;

    /// <summary>The lease that its silo renews.</summary>
    public Lease? Held => isHung ? null : held;

    public void Begin()
    {
        (held, isAsking) = (null, false);
        Ask(world.Dice.Seconds(0, 2));
    }

    /// <summary>Its silo has learnt that the lease is lost, or gives it up.</summary>
    public void Lose(Lease lease)
    {
        if (held == lease)
        {
            held = null;
            Ask(world.Dice.Seconds(0, 1));
        }
    }

    /// <summary>Its silo was asked for what it runs.</summary>
    public void HandBack()
    {
        if (held is { } lease)
        {
            world.Network.Send(new(lease, ReportKind.HandedBack, 0, world.NextMark()), silo.WhileItLives<bool>(_ => Lose(lease)));
        }
    }

    /// <summary>Asks for work then, and not when that was planned before.</summary>
    private void Ask(TimeSpan delay)
    {
        var plan = ++planned;
        silo.In(delay, () =>
        {
            if (plan == planned && held is null && !isAsking && silo.IsTakingWork)
            {
                isAsking = true;
                world.Network.Claim(description, silo.WhileItLives<Assignment?>(Answered));
            }

            return Task.CompletedTask;
        });
    }

    private void Answered(Assignment? assignment)
    {
        if (assignment is null)
        {
            isAsking = false;
            Ask(world.Dice.Seconds(0.5, 10));
        }
        else if (world.Dice.Chance(world.Weather.Lost))
        {
            world.History.Note($"{description.Id} never heard of its claim");
            silo.In(world.Dice.Seconds(0, 2), HandBackUnknownAsync);
        }
        else
        {
            silo.In(world.Dice.Seconds(0, 1), () =>
            {
                (isAsking, held) = (false, assignment.Lease);
                isHung = world.Dice.Chance(world.Weather.Lost / 2);
                Begin(assignment);
                return Task.CompletedTask;
            });
        }
    }

    private void Begin(Assignment assignment)
    {
        if (!silo.IsTakingWork)
        {
            HandBack();
        }
        else
        {
            Train(assignment, (assignment.Checkpoint?.Step ?? 0) + 1, world.Dice.Between(0, 3));
        }
    }

    /// <summary>It hands back whatever it may have been given before it asks again.</summary>
    private async Task HandBackUnknownAsync()
    {
        if (world.Dice.Chance(world.Weather.Lost))
        {
            silo.In(world.Dice.Seconds(0, 5), HandBackUnknownAsync);
            return;
        }

        await world.HandBackAsync(description);
        isAsking = false;
        Ask(TimeSpan.Zero);
    }

    private void Train(Assignment assignment, int step, int stepsLeft) => silo.In(world.Dice.Seconds(0.5, 15), async () =>
    {
        var lease = assignment.Lease;
        if (held != lease)
        {
            return;
        }

        if (stepsLeft > 0)
        {
            world.Network.Send(new(lease, ReportKind.Progress, step, world.NextMark()), _ => { });
            if (assignment.Part is null && await world.AskAtRungAsync(lease, step) is { } stop)
            {
                world.Network.Send(
                    new(lease, ReportKind.Completed, step, world.NextMark()) { Stopped = stop },
                    silo.WhileItLives<bool>(_ => Lose(lease)));
            }
            else
            {
                Train(assignment, step + 1, stepsLeft - 1);
            }
        }
        else if (!isHung)
        {
            world.Network.Send(new(lease, DrawEnd(assignment), step, world.NextMark())
            {
                Parts = world.Dice.Between(1, 4),
            }, silo.WhileItLives<bool>(_ => Lose(lease)));
        }
        else
        {
            // Nobody renews its lease; its silo stops it long after that has run out.
            silo.In(world.Dice.Seconds(20, 90), () =>
            {
                Lose(lease);
                return Task.CompletedTask;
            });
        }
    });

    private ReportKind DrawEnd(Assignment assignment)
    {
        var (weather, dice) = (world.Weather, world.Dice);
        return dice.Chance(weather.TrainerCrash) ? ReportKind.Died
            : dice.Chance(weather.TrainerError) ? ReportKind.Failed
            : dice.Chance(weather.InvalidRequest) ? ReportKind.Invalid
            : !world.IsCalm && dice.Chance(weather.HandedBack) ? ReportKind.HandedBack
            : assignment.Part is null && dice.Chance(weather.Spread) ? ReportKind.Evaluate
            : ReportKind.Completed;
    }
}
