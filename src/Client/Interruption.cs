using System.Runtime.InteropServices;

namespace Counterfactual.Client;

/// <summary>
/// Turns the first SIGINT (Ctrl-C), SIGTERM or SIGHUP into a cancellation, so that a command can stop cleanly; a second one
/// ends the process at once.
/// </summary>
internal sealed partial class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly List<PosixSignalRegistration> registrations;

    public Interruption() => registrations =
    [
        .. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
            .Select(signal => PosixSignalRegistration.Create(signal, OnSignal)),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (source.IsCancellationRequested)
        {
            ExitNow(ExitCode.Interrupted);
        }

        _ = source.CancelAsync();
    }

    /// <summary>Unlike <see cref="Environment.Exit"/>, waits for no handler and no thread.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
