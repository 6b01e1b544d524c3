using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual model show MODEL</c>: all about one registered model.</summary>
internal sealed class ModelShowCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> model = CommonArguments.Model();

    public ModelShowCommand(Terminal terminal, CommonOptions common)
        : base(
            "show", "Shows a registered model: sizes, file, checksum and zero-shot heads.",
            "counterfactual model show vit-b-32")
    {
        this.terminal = terminal;
        this.common = common;
        Add(model);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var details = await connection.Client.GetModelAsync(parse.GetRequiredValue(model), cancellation: stop);
        common.Print(parse, terminal.Output, details, ApiJson.Default.ModelDetails, _ =>
            ModelCard.Write(terminal.Output, details, common.Hint(parse, $"model head {details.Name} --help")));
        return ExitCode.Done;
    }
}
