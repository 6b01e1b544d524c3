using System.CommandLine;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual sweep cancel SWEEP</c>: withdraws what has not ended.</summary>
internal sealed class SweepCancelCommand(Terminal terminal, CommonOptions common)
    : SweepVerbCommand(
        terminal,
        common,
        "cancel",
        "Withdraws every experiment of a sweep that has not ended; what is finished stays. "
            + "Running the sweep again takes them up.",
        "counterfactual sweep cancel demo")
{
    protected override Task ApplyAsync(SiloClient silo, string sweep, ParseResult parse, CancellationToken stop) =>
        silo.CancelSweepAsync(sweep, stop);
}
