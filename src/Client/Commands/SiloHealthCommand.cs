using System.CommandLine;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual silo health started|live|ready</c>: for scripts and containers, by its exit code.</summary>
internal sealed class SiloHealthCommand : ConsoleCommand
{
    private static readonly Dictionary<string, HealthProbe> Probes =
        Enum.GetValues<HealthProbe>().ToDictionary(probe => probe.ToString().ToLowerInvariant());

    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> probe = new("PROBE")
    {
        Description =
            "started: its devices are found; live: it answers; ready: its store answers too, and it is not about to end.",
        DefaultValueFactory = _ => "ready",
    };

    public SiloHealthCommand(Terminal terminal, CommonOptions common)
        : base(
            "health",
            "Ends with exit code 0 where the silo is well, and with 1 and the reason where it is not.",
            "counterfactual silo health",
            "counterfactual silo health live")
    {
        this.terminal = terminal;
        this.common = common;
        probe.AcceptOnlyFromAmong([.. Probes.Keys]);
        Add(probe);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        var asked = parse.GetRequiredValue(probe);
        await using var connection = await common.OpenRunningSiloAsync(parse, stop);
        await connection.Client.ProbeAsync(Probes[asked], stop);
        terminal.Output.WriteLine(asked);
        return ExitCode.Done;
    }
}
