using Counterfactual.Silo.Sweeps.Settings;
using Counterfactual.Silo.Sweeps.Yaml;
using Counterfactual.Training.Method;

namespace Counterfactual.Silo.Sweeps;

/// <summary>Reads the tables of rates and thresholds by masking and refill.</summary>
internal sealed class MaskLevelsReader(SettingCatalogue catalogue, SettingsReader settings, SweepFileErrors errors)
{
    /// <summary>Reads <c>rates</c>: by refill.</summary>
    public void ReadRates(Dictionary<string, SettingValue> shared, YamlNode node) => ReadByRefill(shared, "rate", "rates", node);

    /// <summary>Reads <c>thresholds</c>: by masking, then by refill.</summary>
    public void ReadThresholds(Dictionary<string, SettingValue> shared, YamlNode node)
    {
        IReadOnlyList<string> maskings = [SettingText.Of(Masking.Object), SettingText.Of(Masking.Context)];
        foreach (var (key, value) in Entries("thresholds", "{object: {single: 0.3}}", node))
        {
            if (maskings.Contains(key.Text))
            {
                ReadByRefill(shared, "threshold", $"thresholds.{key.Text}", value);
            }
            else
            {
                errors.Add(key, $"unknown key '{key.Text}' in 'thresholds'; {Suggestion.For(key.Text, maskings)}");
            }
        }
    }

    private void ReadByRefill(Dictionary<string, SettingValue> shared, string setting, string table, YamlNode node)
    {
        IReadOnlyList<string> refills = [.. Enum.GetValues<Refill>().Select(refill => SettingText.Of(refill))];
        foreach (var (key, value) in Entries(table, "{none: 0.5, single: 0.3, multi: 0.3}", node))
        {
            if (!refills.Contains(key.Text))
            {
                errors.Add(key, $"unknown refill '{key.Text}'; expected {SettingText.OneOf(refills)}");
            }
            else if (settings.ReadValue(catalogue.Find(setting)!, value) is { } read)
            {
                shared[$"{table}.{key.Text}"] = read;
            }
        }
    }

    private IReadOnlyList<YamlEntry> Entries(string name, string example, YamlNode node)
    {
        if (node is YamlMapping mapping)
        {
            return mapping.Entries;
        }

        errors.Add(node, $"'{name}' expects keys and values, such as {example}, found {node.Found}");
        return [];
    }
}
