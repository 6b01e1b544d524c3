using System.Diagnostics;
using Counterfactual.Grains.Devices;
using Counterfactual.Silo.Devices.Monitoring;

namespace Counterfactual.Silo.Devices;

/// <summary>
/// Waits until a process that has ended has given back its memory of a CUDA device: the driver does that a while after the
/// process is gone, and whoever begins before that may find too little.
/// </summary>
/// <param name="usedBytes">Bytes of the device that are in use by anybody; null where that is not known.</param>
/// <param name="deadline">How long to wait.</param>
/// <param name="warn">Told how much is still in use when the deadline is over.</param>
internal sealed class MemoryRelease(Func<long?> usedBytes, TimeSpan deadline, Action<string> warn)
{
    /// <summary>How much more than before counts as given back: others may have begun meanwhile.</summary>
    private const long Slack = 64L << 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private long? before;

    /// <summary>
    /// For a device; null for one whose memory the host gives back with the process, and for a share of a CUDA device, where
    /// what is in use is also that of its neighbours.
    /// </summary>
    internal static MemoryRelease? Of(DeviceDescription device, TimeSpan deadline, ILogger log)
    {
        if (device.Kind != DeviceKind.Cuda || device.Shares > 1)
        {
            return null;
        }

        var reader = new CudaReader(device);
        return new(() => reader.UsedBytes, deadline, warning => log.LogWarning("device {Device}: {Warning}", device.Id, warning));
    }

    /// <summary>Notes what is in use before a process begins.</summary>
    internal void ProcessBegins() => before = usedBytes();

    /// <summary>
    /// Returns when no more is in use than before the process began, or that is not known, or the deadline is over.
    /// </summary>
    internal async Task ProcessEndedAsync(CancellationToken cancellation)
    {
        if (before is not long known)
        {
            return;
        }

        var watch = Stopwatch.StartNew();
        while (usedBytes() is long used && used > known + Slack)
        {
            if (watch.Elapsed > deadline)
            {
                // Somebody else's, as it seems: the next wait is for what the next process uses.
                before = null;
                warn($"{deadline.TotalSeconds:0.#} s after its trainer has ended, {(used - known) >> 20} MiB more of its memory "
                    + "are in use than before that one began; it is offered again");
                return;
            }

            await Task.Delay(Pause, cancellation);
        }
    }
}
