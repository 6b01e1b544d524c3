using System.CommandLine;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual sweep pause SWEEP</c>: lets nothing start, and hands back what runs.</summary>
internal sealed class SweepPauseCommand(Terminal terminal, CommonOptions common)
    : SweepVerbCommand(
        terminal,
        common,
        "pause",
        "Pauses a sweep: nothing new starts, and what runs is checkpointed and waits for the sweep to be resumed. "
            + "Running it again, with its file edited perhaps, leaves it paused.",
        "counterfactual sweep pause demo")
{
    protected override Task ApplyAsync(SiloClient silo, string sweep, ParseResult parse, CancellationToken stop) =>
        silo.PauseSweepAsync(sweep, stop);
}
