using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual sweep cancel SWEEP</c>: withdraws what has not ended.</summary>
internal sealed class SweepCancelCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> sweep = CommonArguments.Sweep();

    public SweepCancelCommand(Terminal terminal, CommonOptions common)
        : base(
            "cancel",
            "Withdraws every experiment of a sweep that has not ended; what is finished stays. Running the sweep again takes them up.",
            "counterfactual sweep cancel demo")
    {
        this.terminal = terminal;
        this.common = common;
        Add(sweep);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var id = parse.GetRequiredValue(sweep);
        await connection.Client.CancelSweepAsync(id, stop);
        var summary = (await connection.Client.GetSweepAsync(id, stop)).Sweep;
        common.Print(parse, terminal.Output, summary, ApiJson.Default.SweepSummary, _ =>
            terminal.Output.WriteLine(
                $"sweep {id} is {Words.Of(summary.Status)}: {summary.Counts.Completed} of {summary.Counts.Total} done, "
                + $"{summary.Counts.Cancelled} cancelled"));
        return ExitCode.Done;
    }
}
