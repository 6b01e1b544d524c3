namespace Counterfactual.Silo.Devices.Monitoring;

/// <summary>
/// Reads the devices of a silo every few seconds and remembers the last hour of it. What is asked of it is answered from memory,
/// so that pages and gauges may ask as often as they like.
/// </summary>
internal sealed class DeviceMonitor : IAsyncDisposable
{
    /// <summary>Time between two readings, unless told otherwise.</summary>
    internal static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>Readings that are kept of each device: an hour.</summary>
    internal const int Kept = 720;

    private readonly IReadOnlyList<MonitoredDevice> devices;
    private readonly ILogger log;
    private readonly TimeSpan period;
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<DeviceReading>> readings;
    private readonly Task reading;

    /// <summary>Begins to read.</summary>
    /// <param name="devices">The devices of this silo.</param>
    /// <param name="log">What cannot be read is told here.</param>
    /// <param name="period">Time between two readings by itself; null for <see cref="Period"/>, infinite for one reading.</param>
    internal DeviceMonitor(IReadOnlyList<MonitoredDevice> devices, ILogger log, TimeSpan? period = null)
    {
        this.devices = devices;
        this.log = log;
        this.period = period ?? Period;
        readings = devices.ToDictionary(device => device.Id, _ => new Queue<DeviceReading>());
        reading = Task.Run(ReadAsync);
    }

    /// <summary>The newest reading of each device that was read, by device id.</summary>
    internal IReadOnlyDictionary<string, DeviceReading> Latest()
    {
        lock (gate)
        {
            return readings.Where(device => device.Value.Count > 0)
                .ToDictionary(device => device.Key, device => device.Value.Last());
        }
    }

    /// <summary>All readings that are kept, oldest first, by device id.</summary>
    internal IReadOnlyDictionary<string, IReadOnlyList<DeviceReading>> History()
    {
        lock (gate)
        {
            return readings.ToDictionary(device => device.Key, device => (IReadOnlyList<DeviceReading>)[.. device.Value]);
        }
    }

    /// <summary>Reads every device once.</summary>
    internal void ReadNow(DateTime now)
    {
        var processes = ProcessTable.Read();
        foreach (var device in devices)
        {
            var read = device.Reader.Read(device.Trainer(), processes, now);
            lock (gate)
            {
                readings[device.Id].Enqueue(read);
                if (readings[device.Id].Count > Kept)
                {
                    readings[device.Id].Dequeue();
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await reading;
        stopping.Dispose();
    }

    private async Task ReadAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                ReadNow(DateTime.UtcNow);
            }
#pragma warning disable CA1031 // What devices do is good to know, and nothing that a silo could end for.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                log.LogWarning("the devices could not be read: {Message}", failure.Message);
            }

            await Task.Delay(period, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
