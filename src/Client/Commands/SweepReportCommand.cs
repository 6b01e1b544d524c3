using System.CommandLine;
using System.Net;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual sweep report SWEEP</c>: writes the report from what is known now.</summary>
internal sealed class SweepReportCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> sweep = CommonArguments.Sweep();
    private readonly Option<string?> directory = new("--out")
    {
        Description = "Directory to copy the files to; made where it is missing. [default: they stay in the home]",
        HelpName = "DIR",
    };

    public SweepReportCommand(Terminal terminal, CommonOptions common)
        : base(
            "report",
            "Writes a sweep's report: one HTML file, tables, figures as SVG and PNG, and the results as CSV.",
            "counterfactual sweep report table",
            "counterfactual sweep report table --out paper/table")
    {
        this.terminal = terminal;
        this.common = common;
        Add(sweep);
        Add(directory);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var id = parse.GetRequiredValue(sweep);
        var report = await WriteAsync(connection.Client, id, stop);
        if (parse.GetValue(directory) is { Length: > 0 } wanted)
        {
            report = report with { Directory = await CopyAsync(connection.Client, id, report, Path.GetFullPath(wanted), stop) };
        }

        if (report.Remark is { } remark)
        {
            terminal.Error.WriteLine(VisibleText.Line(remark));
        }

        common.Print(parse, terminal.Output, report, ApiJson.Default.SweepReport, _ =>
        {
            foreach (var file in report.Files)
            {
                terminal.Output.WriteLine(Path.Combine(report.Directory, file));
            }
        });
        return ExitCode.Done;
    }

    /// <summary>The report written anew; for a viewer, as it was last written.</summary>
    private static async Task<SweepReport> WriteAsync(SiloClient silo, string sweep, CancellationToken stop)
    {
        try
        {
            return await silo.WriteReportAsync(sweep, pictures: true, stop);
        }
        catch (SiloRequestException refused) when (refused.Status == HttpStatusCode.Forbidden)
        {
            return await silo.GetReportAsync(sweep, stop) with
            {
                Remark = $"{refused.Message}; this is the report as it was last written",
            };
        }
    }

    private static async Task<string> CopyAsync(
        SiloClient silo, string sweep, SweepReport report, string directory, CancellationToken stop)
    {
        try
        {
            foreach (var file in report.Files)
            {
                var path = Path.GetFullPath(Path.Combine(directory, file));
                if (!path.StartsWith(directory.TrimEnd('/') + '/', StringComparison.Ordinal))
                {
                    throw new WrongRequestException($"the silo named the file '{file}'; expected one within {directory}");
                }

                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllBytesAsync(path, await silo.GetReportFileAsync(sweep, file, stop), stop);
            }

            return directory;
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw new WrongRequestException($"cannot write to {directory}: {denied.Message}");
        }
    }
}
