using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual sweep list</c>: all sweeps of the home.</summary>
internal sealed class SweepListCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Option<string?> tag = new("--tag") { Description = "Only sweeps with this tag.", HelpName = "TAG" };

    public SweepListCommand(Terminal terminal, CommonOptions common)
        : base(
            "list", "Lists all sweeps, the newest first.", "counterfactual sweep list", "counterfactual sweep list --tag paper",
            "counterfactual sweep list -o json")
    {
        this.terminal = terminal;
        this.common = common;
        Add(tag);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var sweeps = await connection.Client.ListSweepsAsync(stop);
        if (parse.GetValue(tag) is { } wanted)
        {
            sweeps = [.. sweeps.Where(sweep => sweep.Tags.Contains(wanted))];
        }

        common.Print(parse, terminal.Output, sweeps, ApiJson.Default.IReadOnlyListSweepSummary, _ =>
            terminal.Output.Write(SweepTable.Of(sweeps).Fit(terminal.Output.Columns)));
        return ExitCode.Done;
    }
}
