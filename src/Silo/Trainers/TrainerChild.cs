using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Artifacts.Blobs;
using Counterfactual.Silo.Hosting;

namespace Counterfactual.Silo.Trainers;

/// <summary>
/// A trainer process, seen from its silo. It runs one experiment after the other until it is killed or dismissed.
/// </summary>
internal sealed class TrainerChild : IAsyncDisposable
{
    private const int MessagesAhead = 1000;
    private static readonly TimeSpan TimeForLastWords = TimeSpan.FromSeconds(1);

    private readonly Process process;
    private readonly Channel<TrainerMessage> messages = Channel.CreateBounded<TrainerMessage>(MessagesAhead);
    private readonly Task exited;
    private readonly Task reading;
    private readonly Task logging;
    private readonly KernelMemoryKills memoryKills;
    private readonly long memoryKillsBefore;
    private readonly LastWords lastWords = new();
    private volatile ExperimentLog? log;
    private Task sending = Task.CompletedTask;

    private TrainerChild(Process process, KernelMemoryKills memoryKills)
    {
        this.process = process;
        this.memoryKills = memoryKills;
        memoryKillsBefore = memoryKills.Count();
        ProcessId = process.Id;

        // Waited for once, here: two who wait for one process at the same time can make .NET forget one of them.
        exited = process.WaitForExitAsync();
        logging = PumpLogAsync();
        reading = PumpMessagesAsync();
    }

    /// <summary>Its process id.</summary>
    internal int ProcessId { get; }

    /// <summary>Whether the process is still there.</summary>
    internal bool IsAlive => !process.HasExited;

    /// <summary>What it says; reading past the last message throws <see cref="TrainerGoneException"/>.</summary>
    internal ChannelReader<TrainerMessage> Messages => messages.Reader;

    /// <summary>Starts a process for a device.</summary>
    /// <exception cref="TrainerGoneException">The program cannot be started.</exception>
    internal static async Task<TrainerChild> StartAsync(TrainerOptions options, DeviceDescription device)
    {
        var threads = device.Threads.ToString(CultureInfo.InvariantCulture);
        var program = options.Program;
        var start = new ProcessStartInfo(program.FileName, program.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Thread pools of numeric libraries read these once, when they are loaded.
        foreach (var variable in (string[])["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"])
        {
            start.Environment[variable] = threads;
        }

        // So that cuda:0 is the device that the driver, and its management library, call by that number.
        start.Environment.TryAdd("CUDA_DEVICE_ORDER", "PCI_BUS_ID");

        // A trainer has no business with the store, nor with the artifacts' or a collector: the silo fetches and stores its
        // files, and tells what it tells.
        var telemetry = start.Environment.Keys.Where(name => name.StartsWith("OTEL_", StringComparison.Ordinal));
        foreach (var secret in (string[])
            [SiloVariables.Store, SiloVariables.Token, SiloVariables.Telemetry, .. BlobConnection.Secrets, .. telemetry])
        {
            start.Environment.Remove(secret);
        }

        try
        {
            return new TrainerChild(await ProcessStarter.StartAsync(start), new KernelMemoryKills(options.MemoryKillCounters));
        }
        catch (Exception failure) when (failure is Win32Exception or IOException)
        {
            throw new TrainerGoneException(
                FailureCause.ProcessDied, $"the trainer program {program.FileName} cannot be started: {failure.Message}");
        }
    }

    /// <summary>Sends standard error to a log from now on; null for nowhere.</summary>
    internal void LogTo(ExperimentLog? experimentLog) => log = experimentLog;

    /// <summary>
    /// Says something to it, after what was said before. Nobody waits until it has read that: a process that is gone hears
    /// nothing, and one that stands still, nothing longer than a pipe; either is seen by <see cref="Messages"/>.
    /// </summary>
    internal void Send(TrainerCommand command)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(command, TrainerJson.Default.TrainerCommand);
        sending = WriteAfterAsync(sending, [.. json, (byte)'\n']);
    }

    /// <summary>The first message of a kind; those before it are passed over.</summary>
    /// <param name="what">What the process is once it has said that, such as <c>ready</c>; for messages.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="TrainerGoneException">It did not come, in time or at all.</exception>
    internal async Task<TMessage> FirstAsync<TMessage>(string what, TimeSpan limit, CancellationToken cancellation)
        where TMessage : TrainerMessage
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(limit);
        try
        {
            while (await Messages.WaitToReadAsync(deadline.Token))
            {
                if (Messages.TryRead(out var message) && message is TMessage first)
                {
                    return first;
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new TrainerGoneException(
                FailureCause.Hang, $"the trainer process was not {what} within {limit.TotalSeconds:0.#} s");
        }

        throw new TrainerGoneException(FailureCause.ProcessDied, $"the trainer process ended before it was {what}");
    }

    /// <summary>Ends the process now.</summary>
    internal void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    /// <summary>Ends the process, and returns when it is gone and all that it wrote to its log is written.</summary>
    public async ValueTask DisposeAsync()
    {
        Kill();
        await exited;

        // Whoever waits to hand over a message waits for nobody. A process that the trainer left behind may hold the streams
        // open.
        messages.Writer.TryComplete();
        await Task.WhenAny(Task.WhenAll(logging, reading), Task.Delay(TimeForLastWords));
        process.Dispose();
    }

    private async Task WriteAfterAsync(Task before, byte[] line)
    {
        await before;
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(line);
            await process.StandardInput.BaseStream.FlushAsync();
        }
        catch (Exception broken) when (broken is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The process is gone.
        }
    }

    private async Task PumpMessagesAsync()
    {
        Exception? end = null;
        try
        {
            await foreach (var message in MessageReader.ReadAsync(process.StandardOutput.BaseStream))
            {
                await messages.Writer.WriteAsync(message);
            }
        }
        catch (Exception wrong)
            when (wrong is TrainerGoneException or IOException or ChannelClosedException or ObjectDisposedException)
        {
            end = wrong as TrainerGoneException;
            Kill();
        }

        messages.Writer.TryComplete(end ?? await DescribeEndAsync());
    }

    private async Task<TrainerGoneException> DescribeEndAsync()
    {
        try
        {
            await exited;
            await Task.WhenAny(logging, Task.Delay(TimeForLastWords));
            var cause = FailureCauses.Of(process.ExitCode, lastWords.ToString(), memoryKills.Count() > memoryKillsBefore);
            var why = cause == FailureCause.OutOfMemory ? ": memory ran out" : "";
            return new TrainerGoneException(cause, $"trainer process {ProcessId} {ExitDescription.Of(process.ExitCode)}{why}");
        }
        catch (InvalidOperationException)
        {
            return new TrainerGoneException(FailureCause.ProcessDied, $"trainer process {ProcessId} was ended");
        }
    }

    private async Task PumpLogAsync()
    {
        var buffer = new byte[16 << 10];
        try
        {
            while (await process.StandardError.BaseStream.ReadAsync(buffer) is var count and > 0)
            {
                WriteLog(buffer.AsSpan(0, count));
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // The process is gone.
        }
    }

    private void WriteLog(ReadOnlySpan<byte> bytes)
    {
        lastWords.Add(bytes);
        try
        {
            log?.Write(bytes);
        }
        catch (IOException)
        {
            // A full disk costs lines of the log, not the experiment; what is left unread would block the trainer.
        }
    }
}
