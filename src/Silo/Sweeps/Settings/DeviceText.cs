using Counterfactual.Grains.Devices;
using Counterfactual.Silo.Sweeps.Yaml;

namespace Counterfactual.Silo.Sweeps.Settings;

/// <summary>The kind of device that a sweep asks for.</summary>
internal static class DeviceText
{
    private const string Any = "any";

    public static Reading<DeviceKind?> Read(YamlNode node)
    {
        if (node is YamlScalar { Text: Any })
        {
            return new(null, null);
        }

        var kind = Reading.Choice<DeviceKind>("device", node);
        return kind.Problem is null
            ? new(kind.Value, null)
            : new(null, $"unknown device {node.Found}; expected any, cpu or cuda");
    }
}
