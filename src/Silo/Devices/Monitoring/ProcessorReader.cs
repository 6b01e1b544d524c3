using Counterfactual.Grains.Devices;

namespace Counterfactual.Silo.Devices.Monitoring;

/// <summary>
/// A processor device: what its trainer and all that descend from it use of the threads and the memory given to them.
/// </summary>
internal sealed class ProcessorReader(DeviceDescription device) : IDeviceReader
{
    private IReadOnlyDictionary<int, ProcessTable.Entry> before = new Dictionary<int, ProcessTable.Entry>();
    private DateTime? readBefore;

    public DeviceReading Read(int? trainer, ProcessTable processes, DateTime now)
    {
        var tree = trainer is int id ? processes.Tree(id) : new Dictionary<int, ProcessTable.Entry>();
        var reading = new DeviceReading
        {
            Time = now,
            Utilisation = Utilisation(tree, now),
            MemoryBytes = tree.Values.Sum(process => process.MemoryBytes),
            MemoryTotalBytes = device.MemoryBytes,
        };
        (before, readBefore) = (tree, now);
        return reading;
    }

    private double? Utilisation(IReadOnlyDictionary<int, ProcessTable.Entry> tree, DateTime now)
    {
        if (readBefore is not { } then || now <= then)
        {
            return null;
        }

        // A process that was not there before began since; a process id that was given anew counts from its own beginning.
        var used = tree.Sum(process =>
            process.Value.ProcessorTime >= before.GetValueOrDefault(process.Key).ProcessorTime
                ? (process.Value.ProcessorTime - before.GetValueOrDefault(process.Key).ProcessorTime).TotalSeconds
                : process.Value.ProcessorTime.TotalSeconds);
        return Math.Min(1, used / ((now - then).TotalSeconds * device.Threads));
    }
}
