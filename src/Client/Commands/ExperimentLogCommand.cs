using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual experiment log EXPERIMENT</c>: what its attempts wrote.</summary>
internal sealed class ExperimentLogCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> experiment = CommonArguments.Experiment();
    private readonly Option<int?> tail = new("--tail")
    {
        Description = "Only the last N lines.",
        HelpName = "N",
        CustomParser = argument => WholeNumberOption.Parse("--tail", argument, least: 1),
    };

    public ExperimentLogCommand(Terminal terminal, CommonOptions common)
        : base(
            "log",
            "Prints what the attempts of an experiment wrote to their log.",
            "counterfactual experiment log demo/3",
            "counterfactual experiment log demo/3 --tail 20")
    {
        this.terminal = terminal;
        this.common = common;
        Add(experiment);
        Add(tail);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var id = parse.GetRequiredValue(experiment);
        var log = await connection.Client.GetExperimentLogAsync(id, parse.GetValue(tail), stop);
        common.Print(parse, terminal.Output, new ExperimentLogText(id, log), ConsoleJson.Default.ExperimentLogText, _ =>
            terminal.Output.Writer.Write(VisibleText.Lines(log)));
        return ExitCode.Done;
    }
}
