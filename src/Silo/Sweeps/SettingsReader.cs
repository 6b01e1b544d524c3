using Counterfactual.Silo.Sweeps.Settings;
using Counterfactual.Silo.Sweeps.Yaml;

namespace Counterfactual.Silo.Sweeps;

/// <summary>
/// Reads experiment settings wherever a sweep file gives them: nested or with dotted keys, one value or a list to cross.
/// </summary>
internal sealed class SettingsReader(SettingCatalogue catalogue, SweepFileErrors errors)
{
    private const string ModelGroup = "model";

    /// <summary>Whether the key, at the top of a mapping, is a setting or a group of them, or would be one of a group.</summary>
    public bool Knows(string key) => catalogue.Groups.Contains(key.Split('.')[0]) || catalogue.Find(key) is not null;

    /// <summary>The keys that a mapping of settings may have.</summary>
    public IReadOnlyList<string> Keys { get; } =
        [.. catalogue.All.Select(setting => setting.Path.Split('.')[0]).Distinct()];

    /// <summary>The settings of a mapping that holds nothing else.</summary>
    public Dictionary<string, SettingValue> ReadPoint(YamlMapping mapping)
    {
        Dictionary<string, SettingValue> settings = [];
        foreach (var (setting, key, node) in Flatten(mapping.Entries, ""))
        {
            AddOnce(settings, setting, key, node);
        }

        return settings;
    }

    /// <summary>Reads one entry whose key <see cref="Knows"/> into the settings.</summary>
    public void ReadInto(Dictionary<string, SettingValue> settings, YamlEntry entry)
    {
        foreach (var (setting, key, node) in Flatten([entry], ""))
        {
            AddOnce(settings, setting, key, node);
        }
    }

    /// <summary>The axes of a mapping from settings to lists of values.</summary>
    public IReadOnlyList<GridAxis> ReadAxes(YamlMapping grid)
    {
        List<GridAxis> axes = [];
        foreach (var (setting, key, node) in Flatten(grid.Entries, ""))
        {
            if (setting.NotInGrid is { } reason)
            {
                errors.Add(key, reason);
            }
            else if (axes.Any(axis => axis.Setting == setting))
            {
                errors.Add(key, $"'{setting.Path}' is given twice in the grid");
            }
            else if (node is YamlMapping range)
            {
                axes.AddRange(new RangeReader(this, errors).Read(setting, range) is { } axis ? [axis] : []);
            }
            else if (node is not YamlSequence list)
            {
                var example = $"such as [{Example(node)}]";
                errors.Add(node, $"the grid expects a list of values for '{setting.Path}', {example}, found {node.Found}");
            }
            else if (list.Items.Count == 0)
            {
                errors.Add(list, $"the grid's list for '{setting.Path}' is empty; expected at least one value");
            }
            else
            {
                axes.Add(new(setting, ReadValues(setting, list), null));
            }
        }

        return axes;
    }

    /// <summary>One value, in its range; null where it is wrong, which is noted.</summary>
    public SettingValue? ReadValue(SettingDefinition setting, YamlNode node)
    {
        var reading = setting.Read(node);
        if (reading.Value is not { } value)
        {
            errors.Add(node, reading.Problem!);
            return null;
        }

        var outOfRange = setting.With(setting.Sample, value).Validate().FirstOrDefault(error => error.Setting == setting.Path);
        if (outOfRange is not null)
        {
            errors.Add(node, outOfRange.Message);
            return null;
        }

        return new(value, node);
    }

    /// <summary>The values of a list, none twice; what is wrong is noted.</summary>
    public List<SettingValue> ReadValues(SettingDefinition setting, YamlSequence list)
    {
        List<SettingValue> values = [];
        HashSet<string> seen = [];
        foreach (var value in list.Items.Select(item => ReadValue(setting, item)).OfType<SettingValue>())
        {
            if (seen.Add(setting.Format(setting.With(setting.Sample, value.Value))))
            {
                values.Add(value);
            }
            else
            {
                errors.Add(value.Node, $"{value.Node.Found} is listed twice for '{setting.Path}'");
            }
        }

        return values;
    }

    private void AddOnce(Dictionary<string, SettingValue> settings, SettingDefinition setting, YamlScalar key, YamlNode node)
    {
        if (ReadValue(setting, node) is { } value && !settings.TryAdd(setting.Path, value))
        {
            errors.Add(key, $"'{setting.Path}' is given twice");
        }
    }

    private IEnumerable<(SettingDefinition Setting, YamlScalar Key, YamlNode Value)> Flatten(
        IReadOnlyList<YamlEntry> entries, string group)
    {
        foreach (var (key, value) in entries)
        {
            var path = group + key.Text;
            if (catalogue.Find(path) is { } setting)
            {
                yield return (setting, key, value);
            }
            else if (!catalogue.Groups.Contains(path))
            {
                errors.Add(key, Unknown(key.Text, group));
            }
            else if (value is YamlMapping inner)
            {
                foreach (var found in Flatten(inner.Entries, path + "."))
                {
                    yield return found;
                }
            }
            else if (path == ModelGroup)
            {
                yield return (catalogue.Find("model.checkpoint")!, key, value);
            }
            else
            {
                var example = catalogue.All.First(setting => setting.Path.StartsWith($"{path}.", StringComparison.Ordinal)).Path;
                errors.Add(value, $"'{path}' expects settings of its own, such as {example}, found {value.Found}");
            }
        }
    }

    private string Unknown(string key, string group)
    {
        if (key == "seed")
        {
            return "unknown key 'seed'; seeds are listed once for the whole sweep: seeds: [0, 1, 2]";
        }

        IReadOnlyList<string> expected = group.Length == 0 && !key.Contains('.')
            ? Keys
            : [.. catalogue.All
                .Where(setting => setting.Path.StartsWith(group, StringComparison.Ordinal))
                .Select(setting => setting.Path[group.Length..])];
        var place = group.Length == 0 ? "" : $" in '{group.TrimEnd('.')}'";
        return $"unknown key '{key}'{place}; {Suggestion.For(key, expected)}";
    }

    private static string Example(YamlNode node) => node is YamlScalar { IsNothing: false } ? YamlFlow.Write(node) : "...";
}
