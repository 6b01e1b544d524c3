using System.CommandLine;
using System.Diagnostics;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Hosting;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual silo stop</c>: ends the silo of the home.</summary>
internal sealed class SiloStopCommand : ConsoleCommand
{
    /// <summary>Beyond the time that the silo gives its experiments.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly Terminal terminal;
    private readonly CommonOptions common;

    public SiloStopCommand(Terminal terminal, CommonOptions common)
        : base(
            "stop",
            "Ends the silo of the home: experiments are checkpointed and wait. Running a sweep again, or a silo, goes on.",
            "counterfactual silo stop")
    {
        this.terminal = terminal;
        this.common = common;
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var health = await connection.Client.GetHealthAsync(stop);
        var running = connection.IsEmbedded ? null : health;
        if (running is not null)
        {
            await connection.Client.ShutdownAsync(stop);
            var longest = Patience + TimeSpan.FromSeconds(running.GraceSeconds);
            await WaitForEndAsync(connection, running.ProcessId, longest, stop);
        }

        common.Print(parse, terminal.Output, new SiloState(health.Home, Silo: null), ConsoleJson.Default.SiloState, _ =>
            terminal.Output.WriteLine(running is null
                ? $"no silo runs in {health.Home}"
                : $"the silo of process {running.ProcessId} has stopped"));
        return ExitCode.Done;
    }

    private static async Task WaitForEndAsync(SiloConnection connection, int processId, TimeSpan longest, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(longest);
        try
        {
            while (connection.IsRemote ? await AnswersAsync(connection.Client, patience.Token) : IsAlive(processId))
            {
                await Task.Delay(BetweenLooks, patience.Token);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new SiloUnavailableException(
                $"the silo of process {processId} has agreed to stop but still runs after {longest.TotalSeconds:0.#} s; "
                + $"'kill -9 {processId}' ends it, and nothing finished is lost");
        }
    }

    private static async Task<bool> AnswersAsync(SiloClient client, CancellationToken stop)
    {
        try
        {
            await client.GetHealthAsync(stop);
            return true;
        }
        catch (SiloUnavailableException)
        {
            return false;
        }
    }

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
