using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Hosting;

namespace Counterfactual.Client.Commands;

/// <summary>Launches a sweep, and follows it or leaves it in the background.</summary>
internal sealed class SweepLauncher(Terminal terminal, CommonOptions common, LaunchOptions launch)
{
    /// <summary>Launches the sweep of a file.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(ParseResult parse, string file, CancellationToken stop)
    {
        var request = launch.Read(parse, file);
        return launch.IsDetached(parse) ? await DetachAsync(parse, request, stop) : await FollowAsync(parse, request, stop);
    }

    private async Task<int> FollowAsync(ParseResult parse, LaunchRequest request, CancellationToken stop)
    {
        await using var connection = await common.OpenSiloAsync(parse, stop);
        var launched = await LaunchAsync(parse, connection, request, stop);
        return await new SweepFollower(terminal, common, connection).FollowAsync(parse, launched.SweepId, stop);
    }

    private async Task<int> DetachAsync(ParseResult parse, LaunchRequest request, CancellationToken stop)
    {
        await using var connection = await common.OpenDetachedSiloAsync(parse, stop);
        var launched = await LaunchAsync(parse, connection, request, stop);
        var health = await connection.Client.GetHealthAsync(stop);
        common.Print(parse, terminal.Output, launched, ApiJson.Default.SweepLaunched, _ =>
        {
            var state = launched.Status == SweepStatus.Paused ? "waits, paused," : "runs";
            terminal.Output.WriteLine(
                $"sweep {launched.SweepId} {state} in the background, in the silo of process {health.ProcessId}");
            terminal.Output.WriteLine($"  follow it:      {common.Hint(parse, $"sweep watch {launched.SweepId}")}");
            terminal.Output.WriteLine($"  withdraw it:    {common.Hint(parse, $"sweep cancel {launched.SweepId}")}");
            terminal.Output.WriteLine($"  stop the silo:  {common.Hint(parse, "silo stop")} (running the sweep again goes on)");
        });
        return ExitCode.Done;
    }

    private async Task<SweepLaunched> LaunchAsync(
        ParseResult parse, SiloConnection connection, LaunchRequest request, CancellationToken stop)
    {
        var launched = await connection.Client.LaunchSweepAsync(request, stop);
        var health = await connection.Client.GetHealthAsync(stop);
        terminal.Error.WriteLine(LaunchLine.Of(launched, health));
        if (launched.Status == SweepStatus.Paused)
        {
            var resume = common.Hint(parse, $"sweep resume {launched.SweepId}");
            terminal.Error.WriteLine($"sweep {launched.SweepId} is paused; it goes on after '{resume}'");
        }

        return launched;
    }
}
