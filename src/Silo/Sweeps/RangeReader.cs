using Counterfactual.Silo.Sweeps.Settings;
using Counterfactual.Silo.Sweeps.Yaml;

namespace Counterfactual.Silo.Sweeps;

/// <summary>Reads what a random search draws a setting's values from: <c>{log_uniform: [1e-5, 1e-2]}</c> and the like.</summary>
internal sealed class RangeReader(SettingsReader settings, SweepFileErrors errors)
{
    private const string Choice = "choice";

    private static readonly IReadOnlyList<string> _kinds = [.. Enum.GetValues<RangeKind>()
        .Select(kind => SettingText.Of(kind)), Choice];

    /// <summary>The axis; null where it is wrong, which is noted.</summary>
    public GridAxis? Read(SettingDefinition setting, YamlMapping mapping)
    {
        if (mapping.Entries is not [var (key, value)])
        {
            errors.Add(mapping, $"a range for '{setting.Path}' expects one key, {SettingText.OneOf(_kinds)}");
            return null;
        }

        if (!_kinds.Contains(key.Text))
        {
            errors.Add(key, $"unknown range '{key.Text}' for '{setting.Path}'; {Suggestion.For(key.Text, _kinds)}");
            return null;
        }

        if (key.Text == Choice)
        {
            return value is YamlSequence { Items.Count: > 0 } list
                ? new(setting, settings.ReadValues(setting, list), null)
                : Wrong(value, $"'choice' expects a list of values, found {value.Found}");
        }

        var kind = Enum.GetValues<RangeKind>().Single(kind => SettingText.Of(kind) == key.Text);
        if (value is not YamlSequence { Items: [var low, var high] })
        {
            return Wrong(value, $"'{key.Text}' expects the smallest and the largest value, such as [1, 10], found {value.Found}");
        }

        return settings.ReadValue(setting, low)?.Value is { } lowest && settings.ReadValue(setting, high)?.Value is { } highest
            ? Range(setting, kind, lowest, highest, value)
            : null;
    }

    private GridAxis? Range(SettingDefinition setting, RangeKind kind, object lowest, object highest, YamlNode node)
    {
        var (isWhole, low, high) = (lowest, highest) switch
        {
            (int from, int to) => (true, from, to),
            (double from, double to) => (false, from, to),
            _ => (false, double.NaN, double.NaN),
        };
        if (double.IsNaN(low))
        {
            return Wrong(node, $"'{setting.Path}' has no range; expected 'choice' with a list of its values");
        }

        if (isWhole != (kind == RangeKind.IntUniform))
        {
            return Wrong(node, isWhole
                ? $"'{setting.Path}' takes whole numbers; expected int_uniform or choice"
                : $"'{setting.Path}' takes numbers; expected uniform, log_uniform or choice");
        }

        if (low >= high)
        {
            return Wrong(node, $"the range for '{setting.Path}' is empty; expected the smaller value first");
        }

        return kind == RangeKind.LogUniform && low <= 0
            ? Wrong(node, $"log_uniform draws positive numbers; expected the smallest value for '{setting.Path}' above 0")
            : new(setting, [], new(kind, low, high, node));
    }

    private GridAxis? Wrong(YamlNode node, string message)
    {
        errors.Add(node, message);
        return null;
    }
}
