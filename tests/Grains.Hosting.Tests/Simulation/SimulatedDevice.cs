using Counterfactual.Grains.Devices;

namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>A trainer: claims, reports progress, and ends its attempt in one of the ways in which attempts end.</summary>
internal sealed class SimulatedDevice(World world, SimulatedSilo silo, DeviceDescription description)
{
    private Lease? held;
    private bool isHung;

    public DeviceDescription Description => description;

    /// <summary>The lease that its silo renews.</summary>
    public Lease? Held => isHung ? null : held;

    public void Begin()
    {
        held = null;
        silo.In(world.Dice.Seconds(0, 2), ClaimAsync);
    }

    /// <summary>Its silo has learnt that the lease is lost, or gives it up.</summary>
    public void Lose(Lease lease)
    {
        if (held == lease)
        {
            held = null;
            silo.In(world.Dice.Seconds(0, 1), ClaimAsync);
        }
    }

    /// <summary>Its silo was asked for what it runs.</summary>
    public void HandBack()
    {
        if (held is { } lease)
        {
            world.Send(new(lease, ReportKind.HandedBack, 0, world.NextMark()), silo.WhileItLives(() => Lose(lease)));
        }
    }

    private async Task ClaimAsync()
    {
        var assignment = held is null ? await world.ClaimAsync(description) : null;
        if (assignment is null)
        {
            if (held is null)
            {
                silo.In(world.Dice.Seconds(0.5, 10), ClaimAsync);
            }
        }
        else if (world.Dice.Chance(world.Weather.Lost))
        {
            world.History.Note($"{description.Id} never heard of its claim");
            silo.In(world.Dice.Seconds(0, 2), ClaimAsync);
        }
        else
        {
            held = assignment.Lease;
            isHung = world.Dice.Chance(world.Weather.Lost / 2);
            Train(assignment, (assignment.Checkpoint?.Step ?? 0) + 1, world.Dice.Between(0, 3));
        }
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
            world.Send(new(lease, ReportKind.Progress, step, world.NextMark()), _ => { });
            if (assignment.Part is null && await world.AskAtRungAsync(lease, step) is { } stop)
            {
                world.Send(
                    new(lease, ReportKind.Completed, step, world.NextMark()) { Stopped = stop },
                    silo.WhileItLives(() => Lose(lease)));
            }
            else
            {
                Train(assignment, step + 1, stepsLeft - 1);
            }
        }
        else if (!isHung)
        {
            world.Send(new(lease, DrawEnd(assignment), step, world.NextMark())
            {
                Parts = world.Dice.Between(1, 4),
            }, silo.WhileItLives(() => Lose(lease)));
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
