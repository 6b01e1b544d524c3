using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Export;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual experiment metrics EXPERIMENT</c>: what was measured while it ran.</summary>
internal sealed class ExperimentMetricsCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> experiment = CommonArguments.Experiment();
    private readonly Option<bool> csv = new("--csv") { Description = "Every point, as comma-separated values." };

    public ExperimentMetricsCommand(Terminal terminal, CommonOptions common)
        : base(
            "metrics",
            "Shows what was measured while an experiment ran: losses, accuracies, gradient norm, learning rate, speed, memory.",
            "counterfactual experiment metrics demo/3",
            "counterfactual experiment metrics demo/3 --csv")
    {
        this.terminal = terminal;
        this.common = common;
        Add(experiment);
        Add(csv);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var metrics = await connection.Client.GetMetricsAsync(parse.GetRequiredValue(experiment), stop);
        if (parse.GetValue(csv))
        {
            terminal.Output.Writer.Write(MetricsCsv.Write(metrics));
            return ExitCode.Done;
        }

        common.Print(parse, terminal.Output, metrics, ApiJson.Default.IReadOnlyListMetricPoint, _ =>
            terminal.Output.Write(MetricTable.Of(metrics).Fit(terminal.Output.Columns)));
        return ExitCode.Done;
    }
}
