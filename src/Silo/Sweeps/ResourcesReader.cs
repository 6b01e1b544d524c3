using Counterfactual.Grains.Devices;
using Counterfactual.Silo.Sweeps.Settings;
using Counterfactual.Silo.Sweeps.Yaml;

namespace Counterfactual.Silo.Sweeps;

/// <summary>What the experiments of a file need.</summary>
/// <param name="Needs">What a device must offer.</param>
/// <param name="HangTimeout">
/// Time without progress after which an attempt has hung, positive; null for the silo's limit.
/// </param>
internal sealed record Resources(DeviceNeeds Needs, TimeSpan? HangTimeout)
{
    /// <summary>Where the file says nothing.</summary>
    public static Resources Default { get; } = new(new(), null);
}

/// <summary>Reads <c>resources</c>.</summary>
internal static class ResourcesReader
{
    private static readonly string[] _keys = ["device", "memory", "hang_timeout"];

    /// <summary>What the mapping says; what is wrong is noted.</summary>
    public static Resources Read(YamlMapping mapping, SweepFileErrors errors)
    {
        var resources = Resources.Default;
        foreach (var (key, value) in mapping.Entries)
        {
            switch (key.Text)
            {
                case "device":
                    var device = DeviceText.Read(value);
                    resources = resources with { Needs = resources.Needs with { Kind = device.Value } };
                    Note(value, device.Problem);
                    break;
                case "memory":
                    var memory = MemoryText.Read(value);
                    resources = resources with { Needs = resources.Needs with { MemoryBytes = memory.Value } };
                    Note(value, memory.Problem);
                    break;
                case "hang_timeout":
                    var timeout = DurationText.Read("hang_timeout", value);
                    resources = resources with { HangTimeout = timeout.Value };
                    Note(value, timeout.Problem);
                    break;
                default:
                    errors.Add(key, $"unknown key '{key.Text}' in 'resources'; {Suggestion.For(key.Text, _keys)}");
                    break;
            }
        }

        return resources;

        void Note(YamlNode node, string? problem)
        {
            if (problem is not null)
            {
                errors.Add(node, problem);
            }
        }
    }
}
