using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual experiment show EXPERIMENT</c>: all about one experiment.</summary>
internal sealed class ExperimentShowCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> experiment = CommonArguments.Experiment();
    private readonly Option<bool> classes = new("--classes") { Description = "Prints the accuracy on every class instead." };
    private readonly Option<bool> confusions = new("--confusions")
    {
        Description = "Prints the most frequent confusions instead.",
    };

    public ExperimentShowCommand(Terminal terminal, CommonOptions common)
        : base(
            "show",
            "Shows an experiment: settings, state, attempts, times and accuracies; or what its model predicted. With --classes "
            + "or --confusions, -o json prints everything that all its models predicted.",
            "counterfactual experiment show demo/3",
            "counterfactual experiment show demo/3 --classes --confusions",
            "counterfactual experiment show demo/3 -o json")
    {
        this.terminal = terminal;
        this.common = common;
        Add(experiment);
        Add(classes);
        Add(confusions);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        if (parse.GetValue(classes) || parse.GetValue(confusions))
        {
            var predictions = await connection.Client.GetPredictionsAsync(parse.GetRequiredValue(experiment), stop);
            common.Print(parse, terminal.Output, predictions, ApiJson.Default.PredictionReport, _ => Write(parse, predictions));
            return ExitCode.Done;
        }

        var details = await connection.Client.GetExperimentAsync(parse.GetRequiredValue(experiment), stop);
        common.Print(parse, terminal.Output, details, ApiJson.Default.ExperimentDetails, _ =>
            ExperimentCard.Write(terminal.Output, details, common.Hint(parse, $"experiment log {details.Id}")));
        return ExitCode.Done;
    }

    /// <summary>The tables asked for, of the fine-tuned model (of zero-shot, the only one).</summary>
    private void Write(ParseResult parse, PredictionReport predictions)
    {
        if (parse.GetValue(classes))
        {
            terminal.Output.Write(ClassTable.Of(predictions).Fit(terminal.Output.Columns));
        }

        if (parse.GetValue(confusions))
        {
            terminal.Output.Write(ConfusionTable.Of(predictions).Fit(terminal.Output.Columns));
        }
    }
}
