using System.CommandLine;
using System.Net;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Client.Watching;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Hosting;

namespace Counterfactual.Client.Commands;

/// <summary>Follows a sweep to its end and prints what it found.</summary>
internal sealed class SweepFollower(Terminal terminal, CommonOptions common, SiloConnection connection)
{
    /// <summary>Shows progress until the sweep has ended, then its table, its report files and its failures.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> FollowAsync(ParseResult parse, string sweep, CancellationToken stop)
    {
        // Spans on the console are lines as well, and would tear what is redrawn.
        var isDrawn = terminal.Error.IsTerminal && !common.SiloOptions(parse).Telemetry.ToConsole;
        IProgressView view = isDrawn ? new LiveView(terminal.Error) : new PlainView(terminal.Error, TimeProvider.System);
        try
        {
            var details = await new SweepWatcher(connection, sweep, view).WatchAsync(stop);
            common.Print(parse, terminal.Output, details, ApiJson.Default.SweepDetails, _ =>
                SweepResult.Write(terminal.Output, details, experiment => common.Hint(parse, $"experiment log {experiment}")));
            await WriteReportAsync(parse, sweep, stop);
            return details.Sweep.Status == SweepStatus.Completed ? ExitCode.Done : ExitCode.Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await LeaveAsync(parse, sweep);
            throw;
        }
    }

    /// <summary>Has the report written and names its files; says why where that is not to be had.</summary>
    private async Task WriteReportAsync(ParseResult parse, string sweep, CancellationToken stop)
    {
        try
        {
            var report = await connection.Client.WriteReportAsync(sweep, cancellation: stop);
            if (parse.GetValue(common.Format) == OutputFormat.Table)
            {
                terminal.Output.WriteLine();
                foreach (var file in report.Files.Where(file => !file.Contains('/', StringComparison.Ordinal)))
                {
                    terminal.Output.WriteLine(Path.Combine(report.Directory, file));
                }
            }
        }
        catch (Exception refused) when (refused is SiloUnavailableException
            or SiloRequestException { Status: HttpStatusCode.Forbidden })
        {
            terminal.Error.WriteLine(VisibleText.Line($"The report was not written anew: {refused.Message}."));
        }
    }

    /// <summary>Stops an embedded silo, or leaves another process's silo alone, and says how to go on.</summary>
    private async Task LeaveAsync(ParseResult parse, string sweep)
    {
        var watch = common.Hint(parse, $"sweep watch {sweep}");
        if (connection.IsEmbedded)
        {
            terminal.Error.WriteLine("Stopping (once more ends it at once) ...");
            await connection.DisposeAsync();
            terminal.Error.WriteLine($"Stopped; nothing finished is lost. The same command goes on, and so does '{watch}'.");
        }
        else
        {
            var cancel = common.Hint(parse, $"sweep cancel {sweep}");
            terminal.Error.WriteLine(
                $"Sweep {sweep} goes on in its silo; follow it with '{watch}', withdraw it with '{cancel}'.");
        }
    }
}
