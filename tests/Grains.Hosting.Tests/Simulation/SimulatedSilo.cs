using Counterfactual.Grains.Devices;

namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>A silo with its devices: renews their leases, is killed, comes back, and sometimes stands still.</summary>
internal sealed class SimulatedSilo
{
    private readonly World world;
    private readonly string name;
    private readonly SimulatedDevice[] devices;
    private int life;
    private bool isUp;
    private bool isEnding;
    private DateTime stallsUntil;

    public SimulatedSilo(World world, string name, int devices)
    {
        this.world = world;
        this.name = name;
        this.devices = [.. Enumerable.Range(0, devices).Select(index =>
            new SimulatedDevice(world, this, new(name, $"cpu:{index}", DeviceKind.Cpu, 1, index % 2 == 0 ? 2_000 : 1_000)))];
    }

    public int Devices => devices.Length;

    /// <summary>Whether its devices take work: not after it was told to end.</summary>
    public bool IsTakingWork => isUp && !isEnding;

    public async Task StartAsync()
    {
        (isUp, isEnding) = (true, false);
        var expired = await world.Host.Leases.ExpireAsync(name);
        world.History.Note($"{name} starts and gives up {expired} leases");
        foreach (var experiment in world.Promises.LeasesGivenUp(name, expired))
        {
            await world.LookAtAsync(experiment);
        }

        foreach (var device in devices)
        {
            await world.Client.GetGrain<IDeviceGrain>(device.Description.Id).Register(device.Description);
            device.Begin();
        }

        In(World.LeaseDuration / 3, RenewAsync);
        In(world.Dice.Seconds(1, 60), TroubleAsync);
    }

    /// <summary>Does something later: not where the silo was killed meanwhile, and only after it has stood still.</summary>
    public void In(TimeSpan delay, Func<Task> action)
    {
        var begun = life;
        world.Agenda.In(delay, () =>
        {
            if (begun != life)
            {
                return Task.CompletedTask;
            }

            if (stallsUntil <= world.Time.Now)
            {
                return action();
            }

            In(stallsUntil - world.Time.Now, action);
            return Task.CompletedTask;
        });
    }

    /// <summary>What to do with an answer, unless the silo that asked was killed meanwhile.</summary>
    public Action<TAnswer> WhileItLives<TAnswer>(Action<TAnswer> action)
    {
        var begun = life;
        return answer =>
        {
            if (begun == life)
            {
                action(answer);
            }
        };
    }

    private async Task RenewAsync()
    {
        In(World.LeaseDuration / 3, RenewAsync);
        Lease[] held = [.. devices.Select(device => device.Held).OfType<Lease>()];
        if (world.Dice.Chance(world.Weather.Lost))
        {
            return;
        }

        var lost = await world.Host.Leases.RenewAsync(held);
        foreach (var lease in held)
        {
            world.Promises.Renewed(lease, isHeld: !lost.Contains(lease));
        }

        var recalled = await world.Host.Leases.RecalledAsync(name);
        world.Promises.Recalled(name, recalled);
        foreach (var device in devices)
        {
            if (device.Held is { } lease && lost.Contains(lease))
            {
                device.Lose(lease);
            }
            else if (recalled.Any(other => (other.Experiment, other.Epoch) == (device.Held?.Experiment, device.Held?.Epoch)))
            {
                device.HandBack();
            }
        }
    }

    private Task TroubleAsync()
    {
        In(world.Dice.Seconds(1, 60), TroubleAsync);
        if (world.IsCalm || !isUp)
        {
            return Task.CompletedTask;
        }

        if (world.Dice.Chance(world.Weather.SiloStall))
        {
            stallsUntil = world.Time.Now + world.Dice.Seconds(1, 120);
            world.History.Note($"{name} stands still for {(stallsUntil - world.Time.Now).TotalSeconds:F1} s");
        }

        if (world.Dice.Chance(world.Weather.SiloCrash))
        {
            End("is killed");
        }
        else if (world.Dice.Chance(world.Weather.SiloDrain) && !isEnding)
        {
            world.History.Note($"{name} is told to end");
            isEnding = true;
            foreach (var device in devices)
            {
                device.HandBack();
            }

            In(world.Dice.Seconds(1, 15), () =>
            {
                End("ends");
                return Task.CompletedTask;
            });
        }

        return Task.CompletedTask;
    }

    private void End(string how)
    {
        world.History.Note($"{name} {how}");
        (life, isUp, stallsUntil) = (life + 1, false, default);
        world.Agenda.In(world.Dice.Seconds(0.1, 90), StartAsync);
    }
}
