using System.CommandLine;
using System.CommandLine.Parsing;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Export;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual sweep export SWEEP --to DIR</c>: settings, results and metrics for other tools.</summary>
internal sealed class SweepExportCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> sweep = CommonArguments.Sweep();
    private readonly Option<string> directory = new("--to")
    {
        Description = "Directory to write to; made where it is missing.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<ExportFormat> format = new("--format")
    {
        Description = "csv: tables of experiments, results and metrics. json: the same as documents. tensorboard: event files, a "
            + "run an experiment. [default: csv]",
        HelpName = "csv|json|tensorboard",
        CustomParser = Parse,
    };

    public SweepExportCommand(Terminal terminal, CommonOptions common)
        : base(
            "export",
            "Writes a sweep's settings, results and metrics to a directory, for other tools.",
            "counterfactual sweep export table --to table-csv",
            "counterfactual sweep export table --to runs --format tensorboard")
    {
        this.terminal = terminal;
        this.common = common;
        Add(sweep);
        Add(directory);
        Add(format);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var to = Path.GetFullPath(parse.GetRequiredValue(directory));
        try
        {
            var details = await connection.Client.GetSweepAsync(parse.GetRequiredValue(sweep), stop);
            var files = await SweepExport.WriteAsync(
                details, connection.Client.GetMetricsAsync, to, parse.GetValue(format), stop);
            foreach (var file in files)
            {
                terminal.Output.WriteLine(Path.Combine(to, file));
            }

            return ExitCode.Done;
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw new WrongRequestException($"cannot write to {to}: {denied.Message}");
        }
    }

    private static ExportFormat Parse(ArgumentResult argument)
    {
        switch (argument.Tokens[0].Value)
        {
            case "csv":
                return ExportFormat.Csv;
            case "json":
                return ExportFormat.Json;
            case "tensorboard":
                return ExportFormat.TensorBoard;
            default:
                argument.AddError($"unknown format '{argument.Tokens[0].Value}'; expected csv, json or tensorboard");
                return ExportFormat.Csv;
        }
    }
}
