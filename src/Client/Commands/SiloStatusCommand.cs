using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual silo status</c>: whether a silo runs in the home.</summary>
internal sealed class SiloStatusCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;

    public SiloStatusCommand(Terminal terminal, CommonOptions common)
        : base("status", "Says whether a silo runs in the home, and on which devices.", "counterfactual silo status")
    {
        this.terminal = terminal;
        this.common = common;
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var health = await connection.Client.GetHealthAsync(stop);
        var state = new SiloState(health.Home, connection.IsEmbedded ? null : health);
        common.Print(parse, terminal.Output, state, ConsoleJson.Default.SiloState, _ =>
            terminal.Output.WriteLine(state.Silo is { } silo
                ? $"silo {silo.Silo} runs in {state.Home}: process {silo.ProcessId}, on {string.Join(", ", silo.Devices)}, "
                    + $"since {Figures.Time(silo.Started)}"
                : $"no silo runs in {state.Home}"));
        return ExitCode.Done;
    }
}
