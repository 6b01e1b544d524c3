using System.CommandLine;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual experiment delete EXPERIMENT</c>: takes the result of an experiment away.</summary>
internal sealed class ExperimentDeleteCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> experiment = CommonArguments.Experiment();

    public ExperimentDeleteCommand(Terminal terminal, CommonOptions common)
        : base(
            "delete",
            "Takes the result and the metrics of an ended experiment away; running its sweep file again runs it again.",
            "counterfactual experiment delete demo/3")
    {
        this.terminal = terminal;
        this.common = common;
        Add(experiment);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var id = parse.GetRequiredValue(experiment);
        await connection.Client.DeleteExperimentAsync(id, stop);
        var details = await connection.Client.GetExperimentAsync(id, stop);
        common.Print(parse, terminal.Output, details, ApiJson.Default.ExperimentDetails, _ =>
            terminal.Output.WriteLine($"the result of experiment {id} is deleted; running its sweep file again runs it again"));
        return ExitCode.Done;
    }
}
