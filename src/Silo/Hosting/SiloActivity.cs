using System.Text.Json;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Trainers;

namespace Counterfactual.Silo.Hosting;

/// <summary>What a silo tells the others of what it does, through the store.</summary>
/// <param name="Devices">How many devices it has.</param>
/// <param name="Running">What they run.</param>
public sealed record SiloActivity(int Devices, IReadOnlyList<RunningExperiment> Running)
{
    private static readonly SiloActivity Nothing = new(0, []);

    /// <summary>What this silo does now, as text.</summary>
    internal static string Of(LiveProgress live, int devices) =>
        JsonSerializer.Serialize(new(devices, live.Running()), ApiJson.Default.SiloActivity);

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
