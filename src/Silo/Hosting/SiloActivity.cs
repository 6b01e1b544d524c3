using System.Text.Json;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Devices.Monitoring;
using Counterfactual.Silo.Trainers;

namespace Counterfactual.Silo.Hosting;

/// <summary>What a silo tells the others of what it does, through the store.</summary>
/// <param name="Devices">How many devices it has.</param>
/// <param name="Running">What they run.</param>
public sealed record SiloActivity(int Devices, IReadOnlyList<RunningExperiment> Running)
{
    /// <summary>What was last read of its devices, by their ids.</summary>
    public IReadOnlyDictionary<string, DeviceReading> Readings { get => field ?? Unread; init; } = Unread;

    private static readonly Dictionary<string, DeviceReading> Unread = [];
    private static readonly SiloActivity Nothing = new(0, []);

    /// <summary>What this silo does now, as text.</summary>
    internal static string Of(LiveProgress live, SiloTrainers? trainers) => JsonSerializer.Serialize(
        new(trainers?.Devices.Count() ?? 0, live.Running()) { Readings = trainers?.Monitor.Latest() ?? Unread },
        ApiJson.Default.SiloActivity);

    /// <summary>Reads what <see cref="Of"/> wrote; nothing where a silo of another version wrote something else.</summary>
    internal static SiloActivity Read(string text)
    {
        try
        {
            return text.Length == 0 ? Nothing : JsonSerializer.Deserialize(text, ApiJson.Default.SiloActivity) ?? Nothing;
        }
        catch (JsonException)
        {
            return Nothing;
        }
    }
}
