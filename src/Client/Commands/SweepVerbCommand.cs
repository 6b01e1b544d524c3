using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary>A command that does one thing to a sweep and says how the sweep stands then.</summary>
internal abstract class SweepVerbCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> sweep = CommonArguments.Sweep();

    protected SweepVerbCommand(Terminal terminal, CommonOptions common, string name, string description, params string[] examples)
        : base(name, description, examples)
    {
        this.terminal = terminal;
        this.common = common;
        Add(sweep);
        SetAction(RunAsync);
    }

    /// <summary>Asks the silo for it.</summary>
    protected abstract Task ApplyAsync(SiloClient silo, string sweep, ParseResult parse, CancellationToken stop);

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var id = parse.GetRequiredValue(sweep);
        await ApplyAsync(connection.Client, id, parse, stop);
        var summary = (await connection.Client.GetSweepAsync(id, stop)).Sweep;
        var counts = summary.Counts;
        common.Print(parse, terminal.Output, summary, ApiJson.Default.SweepSummary, _ =>
            terminal.Output.WriteLine(
                $"sweep {id} is {Words.Of(summary.Status)}: {counts.Completed} of {counts.Total} done, {counts.Running} running, "
                + $"{counts.Queued} waiting, {counts.Failed} failed, {counts.Cancelled} cancelled"));
        return ExitCode.Done;
    }
}
