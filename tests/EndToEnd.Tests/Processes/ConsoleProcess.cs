using System.Diagnostics;
using System.Text;

namespace Counterfactual.EndToEnd.Tests;

/// <summary>The console as a process of its own.</summary>
internal sealed class ConsoleProcess : IAsyncDisposable
{
    /// <summary>How long anything may take on a machine that is busy with other things.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Process process;
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly StringBuilder errorSoFar = new();
    private readonly Task<string> output;
    private readonly Task error;

    private ConsoleProcess(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        process = Process.Start(start)!;
        output = process.StandardOutput.ReadToEndAsync();
        error = ReadErrorAsync();
    }

    /// <summary>The program beside the tests.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "counterfactual");

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>What it has written to standard error until now.</summary>
    public string ErrorSoFar
    {
        get
        {
            lock (errorSoFar)
            {
                return errorSoFar.ToString();
            }
        }
    }

    /// <summary>Starts <c>counterfactual ARGUMENTS --home HOME</c>.</summary>
    public static ConsoleProcess Start(TestHome home, params string[] arguments) =>
        new(Program, [.. arguments, "--home", home.Path], environment: null);

    /// <summary>Starts another program.</summary>
    public static ConsoleProcess StartProgram(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        new(program, arguments, environment);

    /// <summary>Runs <c>counterfactual ARGUMENTS --home HOME</c> to its end.</summary>
    public static async Task<Finished> RunAsync(TestHome home, params string[] arguments)
    {
        await using var console = Start(home, arguments);
        return await console.WaitForExitAsync();
    }

    public void Send(Signal signal) => ProcessTree.Send(Id, signal);

    /// <summary>Waits until it has ended by itself.</summary>
    /// <param name="patience">How long; null for <see cref="Patience"/>.</param>
    public async Task<Finished> WaitForExitAsync(TimeSpan? patience = null)
    {
        using var deadline = new CancellationTokenSource(patience ?? Patience);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            var text = await output.WaitAsync(deadline.Token);
            await error.WaitAsync(deadline.Token);
            return new Finished(process.ExitCode, text, ErrorSoFar, watch.Elapsed);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"the console has not ended; it said:\n{ErrorSoFar}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            ProcessTree.Send(Id, Signal.Kill);
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private async Task ReadErrorAsync()
    {
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            lock (errorSoFar)
            {
                errorSoFar.AppendLine(line);
            }
        }
    }

    /// <summary>What a console left behind.</summary>
    internal sealed record Finished(int ExitCode, string Output, string Error, TimeSpan Time)
    {
        /// <summary>Fails with what it said unless its exit code is this one.</summary>
        public Finished Expect(int exitCode)
        {
            return ExitCode == exitCode
                ? this
                : throw new InvalidOperationException(
                    $"exit code {ExitCode}, expected {exitCode}\n--- output\n{Output}\n--- error\n{Error}");
        }
    }
}
