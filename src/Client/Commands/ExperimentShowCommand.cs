using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual experiment show EXPERIMENT</c>: all about one experiment.</summary>
internal sealed class ExperimentShowCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> experiment = CommonArguments.Experiment();

    public ExperimentShowCommand(Terminal terminal, CommonOptions common)
        : base(
            "show",
            "Shows an experiment: settings, state, attempts, times and accuracies.",
            "counterfactual experiment show demo/3",
            "counterfactual experiment show demo/3 -o json")
    {
        this.terminal = terminal;
        this.common = common;
        Add(experiment);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var details = await connection.Client.GetExperimentAsync(parse.GetRequiredValue(experiment), stop);
        common.Print(parse, terminal.Output, details, ApiJson.Default.ExperimentDetails, _ =>
            ExperimentCard.Write(terminal.Output, details, common.Hint(parse, $"experiment log {details.Id}")));
        return ExitCode.Done;
    }
}
