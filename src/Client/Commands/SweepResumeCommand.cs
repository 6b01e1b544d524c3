using System.CommandLine;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual sweep resume SWEEP</c>: lets a paused sweep go on.</summary>
internal sealed class SweepResumeCommand(Terminal terminal, CommonOptions common)
    : SweepVerbCommand(
        terminal,
        common,
        "resume",
        "Lets a paused sweep go on.",
        "counterfactual sweep resume demo")
{
    protected override Task ApplyAsync(SiloClient silo, string sweep, ParseResult parse, CancellationToken stop) =>
        silo.ResumeSweepAsync(sweep, stop);
}
