using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual dataset show NAME</c>: a dataset and its shards.</summary>
internal sealed class DatasetShowCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> name = CommonArguments.Dataset();

    public DatasetShowCommand(Terminal terminal, CommonOptions common)
        : base(
            "show", "Shows a dataset: its classes, its shards, and which silos hold them decoded.",
            "counterfactual dataset show imagenet-val")
    {
        this.terminal = terminal;
        this.common = common;
        Add(name);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var content = await connection.Client.GetDatasetAsync(parse.GetRequiredValue(name), stop);
        common.Print(parse, terminal.Output, content, ApiJson.Default.DatasetContent, _ =>
            DatasetCard.Write(terminal.Output, content));
        return ExitCode.Done;
    }
}
