using System.CommandLine;
using Counterfactual.Client.Terminals;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual sweep watch SWEEP</c>: follows a sweep that was launched before.</summary>
internal sealed class SweepWatchCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> sweep = CommonArguments.Sweep();

    public SweepWatchCommand(Terminal terminal, CommonOptions common)
        : base(
            "watch",
            "Follows a sweep to its end and prints its table. Where no silo runs in the home, the sweep goes on in this process.",
            "counterfactual sweep watch demo")
    {
        this.terminal = terminal;
        this.common = common;
        Add(sweep);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenSiloAsync(parse, stop);
        return await new SweepFollower(terminal, common, connection).FollowAsync(parse, parse.GetRequiredValue(sweep), stop);
    }
}
