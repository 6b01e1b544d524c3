using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual experiment list SWEEP</c>: a line for each experiment of a sweep.</summary>
internal sealed class ExperimentListCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> sweep = CommonArguments.Sweep();

    public ExperimentListCommand(Terminal terminal, CommonOptions common)
        : base("list", "Lists the experiments of a sweep.", "counterfactual experiment list demo")
    {
        this.terminal = terminal;
        this.common = common;
        Add(sweep);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var experiments = await connection.Client.ListExperimentsAsync(parse.GetRequiredValue(sweep), stop);
        common.Print(parse, terminal.Output, experiments, ApiJson.Default.IReadOnlyListExperimentDetails, _ =>
            terminal.Output.Write(ExperimentTable.Of(experiments).Fit(terminal.Output.Columns)));
        return ExitCode.Done;
    }
}
