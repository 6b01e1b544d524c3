using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual model list</c>: the registered models.</summary>
internal sealed class ModelListCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;

    public ModelListCommand(Terminal terminal, CommonOptions common)
        : base("list", "Lists the registered models with their zero-shot heads.", "counterfactual model list")
    {
        this.terminal = terminal;
        this.common = common;
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var models = await connection.Client.ListModelsAsync(stop);
        common.Print(parse, terminal.Output, models, ApiJson.Default.IReadOnlyListModelDetails, _ =>
            terminal.Output.Write(ModelTable.Of(models).Fit(terminal.Output.Columns)));
        return ExitCode.Done;
    }
}
