using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual sweep show SWEEP</c>: a sweep's table as it stands.</summary>
internal sealed class SweepShowCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> sweep = CommonArguments.Sweep();

    public SweepShowCommand(Terminal terminal, CommonOptions common)
        : base("show", "Shows a sweep's table as it stands.", "counterfactual sweep show demo",
            "counterfactual sweep show demo -o json")
    {
        this.terminal = terminal;
        this.common = common;
        Add(sweep);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var details = await connection.Client.GetSweepAsync(parse.GetRequiredValue(sweep), stop);
        common.Print(parse, terminal.Output, details, ApiJson.Default.SweepDetails, _ =>
            SweepResult.Write(terminal.Output, details, experiment => common.Hint(parse, $"experiment log {experiment}")));
        return ExitCode.Done;
    }
}
