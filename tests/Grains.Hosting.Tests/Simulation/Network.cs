using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;

namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>
/// What becomes of the messages between trainers and grains: some are late, doubled or lost, and those of one kind that come
/// within a moment share a turn.
/// </summary>
internal sealed class Network
{
    private readonly World world;
    private readonly CallsTogether<(DeviceDescription Device, Action<Assignment?> Answered)> claims;
    private readonly CallsTogether<Letter> progress;
    private readonly CallsTogether<Letter> completions;
    private int underWay;

    public Network(World world)
    {
        this.world = world;
        claims = new(world.Agenda, world.Dice, ClaimAsync);
        progress = new(world.Agenda, world.Dice, ReportAsync);
        completions = new(world.Agenda, world.Dice, ReportAsync);
    }

    /// <summary>Whether reports are still to arrive.</summary>
    public bool HasReports => underWay > 0;

    /// <summary>Lets a report arrive after a while, perhaps twice, perhaps never; each answer is passed on.</summary>
    public void Send(SimulatedReport report, Action<bool> answered)
    {
        if (world.Dice.Chance(world.Weather.Lost))
        {
            world.History.Note($"lost: {report}");
            world.Agenda.In(world.Dice.Seconds(0, 60), () =>
            {
                answered(false);
                return Task.CompletedTask;
            });
            return;
        }

        SendOnce(new(report, answered));
        if (world.Dice.Chance(world.Weather.Duplicate))
        {
            SendOnce(new(report, answered));
        }
    }

    /// <summary>Asks for work, with whoever else asks within a moment.</summary>
    public void Claim(DeviceDescription device, Action<Assignment?> answered) => claims.Add((device, answered));

    private void SendOnce(Letter letter)
    {
        underWay++;
        var delay = world.Dice.Chance(world.Weather.Late) ? world.Dice.Seconds(20, 200) : world.Dice.Seconds(0, 0.5);
        world.Agenda.In(delay, () => ArriveAsync(letter));
    }

    private Task ArriveAsync(Letter letter)
    {
        switch (letter.Report.Kind)
        {
            case ReportKind.Progress:
                progress.Add(letter);
                return Task.CompletedTask;
            case ReportKind.Completed:
                completions.Add(letter);
                return Task.CompletedTask;
            default:
                return ReportAsync([letter]);
        }
    }

    private async Task ReportAsync(IReadOnlyList<Letter> letters)
    {
        underWay -= letters.Count;
        var made = letters.Select(letter => letter.Report)
            .Select(report => report.MakeAsync(world.Client.GetGrain<IExperimentGrain>(report.Experiment))).ToArray();
        var turns = await world.Host.MakeSharedCallsAsync();
        var accepted = await Task.WhenAll(made);
        Promises.Require(turns <= 1 || accepted.Contains(false), $"{letters.Count} reports took {turns} turns; expected one");
        world.History.Note($"{letters.Count} reports in a turn");
        foreach (var (letter, isAccepted) in letters.Zip(accepted))
        {
            world.History.Note($"{(isAccepted ? "accepted" : "refused")}: {letter.Report}");
            world.Promises.Reported(letter.Report, isAccepted);
        }

        foreach (var experiment in letters.Select(letter => letter.Report.Experiment).Distinct())
        {
            await world.LookAtAsync(experiment);
        }

        foreach (var (letter, isAccepted) in letters.Zip(accepted))
        {
            letter.Answered(isAccepted);
        }

        if (letters.Any(letter => letter.Report.Kind is ReportKind.HandedBack or ReportKind.Evaluate))
        {
            world.TellOfWork();
        }
    }

    private async Task ClaimAsync(IReadOnlyList<(DeviceDescription Device, Action<Assignment?> Answered)> asked)
    {
        var made = asked.Select(call => world.Client.GetGrain<IDeviceGrain>(call.Device.Id).Claim()).ToArray();
        var turns = await world.Host.MakeSharedCallsAsync();
        var answers = await Task.WhenAll(made);
        Promises.Require(turns <= 1, $"{asked.Count} claims took {turns} turns; expected one");
        world.History.Note($"{asked.Count} claims in a turn");
        foreach (var (call, answer) in asked.Zip(answers).Where(pair => pair.Second is not null))
        {
            world.History.Note(
                $"claim by {call.Device.Id}: {answer!.Lease.Experiment} epoch {answer.Lease.Epoch}, attempt {answer.Attempt}");
        }

        world.Promises.Claimed([.. asked.Zip(answers, (call, answer) => (call.Device, answer))]);
        foreach (var answer in answers.OfType<Assignment>())
        {
            await world.LookAtAsync(answer.Lease.Experiment);
        }

        foreach (var (call, answer) in asked.Zip(answers))
        {
            call.Answered(answer);
        }
    }

    /// <summary>A report under way.</summary>
    /// <param name="Report">The report.</param>
    /// <param name="Answered">Told whether it was accepted.</param>
    private sealed record Letter(SimulatedReport Report, Action<bool> Answered);
}
