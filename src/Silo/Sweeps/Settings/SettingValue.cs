using Counterfactual.Silo.Sweeps.Yaml;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Sweeps.Settings;

/// <summary>A value that the file gives to a setting.</summary>
/// <param name="Value">The value as the setting's definition read it.</param>
/// <param name="Node">Where it stands.</param>
internal sealed record SettingValue(object Value, YamlNode Node)
{
    /// <summary>Whether it asks for nothing, which is right even where the setting has no meaning.</summary>
    /// <remarks>The name of a dataset or of a model always asks for something.</remarks>
    public bool IsNone => Value is not (DatasetSettings or ModelSettings) && SettingText.Of(Value) is ("none" or "");
}
