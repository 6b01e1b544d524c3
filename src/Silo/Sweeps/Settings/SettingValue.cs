using Counterfactual.Silo.Sweeps.Yaml;

namespace Counterfactual.Silo.Sweeps.Settings;

/// <summary>A value that the file gives to a setting.</summary>
/// <param name="Value">The value as the setting's definition read it.</param>
/// <param name="Node">Where it stands.</param>
internal sealed record SettingValue(object Value, YamlNode Node)
{
    /// <summary>Whether it asks for nothing, which is right even where the setting has no meaning.</summary>
    public bool IsNone => SettingText.Of(Value) is "none" or "";
}
