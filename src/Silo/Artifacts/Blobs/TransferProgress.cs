using System.Diagnostics;

namespace Counterfactual.Silo.Artifacts.Blobs;

/// <summary>Says in the silo's log how far a long transfer has come.</summary>
internal sealed class TransferProgress(string what, long bytes, ILogger log)
{
    private const double BytesOfMegabyte = 1e6;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly long begun = Stopwatch.GetTimestamp();
    private TimeSpan next = Interval;
    private long done;

    /// <summary>So many bytes more have come. May be called by several threads.</summary>
    internal void Add(long count)
    {
        lock (gate)
        {
            done += count;
            if (Stopwatch.GetElapsedTime(begun) is var elapsed && elapsed >= next)
            {
                next = elapsed + Interval;
                log.LogInformation("{What}: {Done:F0} of {Bytes:F0} MB", what, done / BytesOfMegabyte, bytes / BytesOfMegabyte);
            }
        }
    }
}
