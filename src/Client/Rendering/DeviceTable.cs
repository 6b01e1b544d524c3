using System.Globalization;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Client.Rendering;

/// <summary>A line for each device.</summary>
internal static class DeviceTable
{
    private const double Gibibyte = 1L << 30;

    public static FittedTable Of(IReadOnlyList<DeviceDetails> devices) => new FittedTable()
        .Add("device", devices.Select(device => new Cell(device.Id)))
        .Add("kind", devices.Select(device => new Cell(Words.Of(device.Kind))), optional: 2)
        .Add("threads", devices.Select(device => new Cell(device.Threads.ToString(CultureInfo.InvariantCulture))), optional: 2,
            alignRight: true)
        .Add("memory", devices.Select(Memory), optional: 3, alignRight: true)
        .Add("state", devices.Select(device => new Cell(State(device))))
        .Add("runs", devices.Select(device => new Cell(device.Experiment ?? "")))
        .Add("process", devices.Select(device => new Cell(device.ProcessId?.ToString(CultureInfo.InvariantCulture) ?? "")),
            optional: 1, alignRight: true)
        .Add("completed", devices.Select(device => new Cell(device.Completed.ToString(CultureInfo.InvariantCulture))),
            alignRight: true);

    /// <summary>Unknown where it is beyond all bounds.</summary>
    private static Cell Memory(DeviceDetails device) => device.MemoryBytes == long.MaxValue ? "" :
        string.Create(CultureInfo.InvariantCulture, $"{device.MemoryBytes / Gibibyte:F1} GiB");

    private static string State(DeviceDetails device) =>
        !device.Online ? "offline" : (device.Drained, device.Experiment) switch
        {
            (true, null) => "drained",
            (true, _) => "draining",
            (false, null) => "free",
            _ => "busy",
        };
}
