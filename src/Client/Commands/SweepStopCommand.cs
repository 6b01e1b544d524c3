using System.CommandLine;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual sweep stop SWEEP</c>: finishes what runs, and starts nothing new.</summary>
internal sealed class SweepStopCommand(Terminal terminal, CommonOptions common)
    : SweepVerbCommand(
        terminal,
        common,
        "stop",
        "Stops a sweep: what runs is finished, what waits is withdrawn. Running the sweep again takes it up.",
        "counterfactual sweep stop demo")
{
    protected override Task ApplyAsync(SiloClient silo, string sweep, ParseResult parse, CancellationToken stop) =>
        silo.StopSweepAsync(sweep, stop);
}
