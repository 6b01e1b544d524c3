using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual dataset list</c>: the registered datasets.</summary>
internal sealed class DatasetListCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;

    public DatasetListCommand(Terminal terminal, CommonOptions common)
        : base("list", "Lists the registered datasets.", "counterfactual dataset list")
    {
        this.terminal = terminal;
        this.common = common;
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var datasets = await connection.Client.ListDatasetsAsync(stop);
        common.Print(parse, terminal.Output, datasets, ApiJson.Default.IReadOnlyListDatasetSnapshot, _ =>
            terminal.Output.Write(DatasetTable.Of(datasets).Fit(terminal.Output.Columns)));
        return ExitCode.Done;
    }
}
