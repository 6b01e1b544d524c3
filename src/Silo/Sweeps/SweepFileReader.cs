using System.Text.RegularExpressions;
using Counterfactual.Silo.Sweeps.Settings;
using Counterfactual.Silo.Sweeps.Yaml;

namespace Counterfactual.Silo.Sweeps;

/// <summary>Reads the keys of a sweep file.</summary>
internal sealed partial class SweepFileReader
{
    private const int MostRetries = 100;
    private const int MostConcurrent = 100_000;

    private readonly SettingsReader _settings;
    private readonly SettingCatalogue _catalogue;
    private readonly SweepFileErrors _errors;
    private readonly Dictionary<string, Action<YamlEntry>> _keys;

    private readonly Dictionary<string, SettingValue> _shared = [];
    private readonly List<PointRequest> _include = [];
    private string? _name;
    private PointGrid? _grid;
    private IReadOnlyList<int> _seeds = [0];
    private Resources _resources = Resources.Default;
    private Search _search = new();
    private int _retries = 2;
    private int _priority;
    private int? _maxConcurrent;
    private bool _sharedAreSound = true;

    private SweepFileReader(SettingCatalogue catalogue, SweepFileErrors errors)
    {
        _catalogue = catalogue;
        _errors = errors;
        _settings = new(catalogue, errors);
        MaskLevelsReader levels = new(catalogue, _settings, errors);
        _keys = new()
        {
            ["name"] = ReadName,
            ["rates"] = entry => levels.ReadRates(_shared, entry.Value),
            ["thresholds"] = entry => levels.ReadThresholds(_shared, entry.Value),
            ["grid"] = ReadGrid,
            ["include"] = ReadInclude,
            ["seeds"] = ReadSeeds,
            ["search"] = entry => _search = SearchReader.Read(entry.Value, errors),
            ["resources"] = ReadResources,
            ["retries"] = entry => _retries = WholeNumber("retries", entry.Value, 0, MostRetries) ?? _retries,
            ["max_concurrent"] = entry =>
                _maxConcurrent = WholeNumber("max_concurrent", entry.Value, 1, MostConcurrent) ?? _maxConcurrent,
            ["priority"] = entry => _priority = WholeNumber("priority", entry.Value, -1000, 1000) ?? _priority,
        };
    }

    /// <summary>
    /// Reads the file. What is wrong is noted; the contents then hold what could be read whole, so that more errors can be found
    /// in it. A file with neither grid nor include is one point: its own settings.
    /// </summary>
    public static SweepContents Read(YamlNode? root, SettingCatalogue catalogue, SweepFileErrors errors)
    {
        SweepFileReader reader = new(catalogue, errors);
        switch (root)
        {
            case YamlMapping mapping:
                reader.ReadKeys(mapping);
                break;
            case null or YamlScalar { IsNothing: true }:
                throw errors.Fatal(0, "the file is empty; expected a sweep, beginning with its name, such as 'name: my-sweep'");
            default:
                throw errors.Fatal(root.Start, $"expected keys and values, beginning with the sweep's name, found {root.Found}");
        }

        return new()
        {
            Name = reader._name ?? "",
            Shared = reader._shared,
            Grid = reader._sharedAreSound ? reader._grid : null,
            Include = reader._sharedAreSound ? reader._include : [],
            Seeds = reader._seeds,
            Resources = reader._resources,
            Search = reader._search,
            MaxAttempts = reader._retries + 1,
            Priority = reader._priority,
            MaxConcurrent = reader._maxConcurrent,
        };
    }

    private void ReadKeys(YamlMapping root)
    {
        foreach (var entry in root.Entries)
        {
            if (_keys.TryGetValue(entry.Key.Text, out var read))
            {
                read(entry);
            }
            else if (_settings.Knows(entry.Key.Text))
            {
                _sharedAreSound &= IsSound(() => _settings.ReadInto(_shared, entry));
            }
            else
            {
                var suggestion = Suggestion.For(entry.Key.Text, [.. _keys.Keys, .. _settings.Keys]);
                _errors.Add(entry.Key, $"unknown key '{entry.Key.Text}'; {suggestion}");
            }
        }

        if (Entry(root, "name") is null)
        {
            _errors.Add(root, "the sweep has no name; expected 'name: my-sweep'");
        }

        RefuseBoth(root, "rate", "rates");
        RefuseBoth(root, "threshold", "thresholds");
        CheckPoints(root);
        CheckSearch(root);
    }

    private void CheckPoints(YamlMapping root)
    {
        var include = Entry(root, "include");
        if (Entry(root, "grid") is null && include is null)
        {
            _include.Add(new(_shared.Where(shared => _catalogue.Find(shared.Key) is not null).ToDictionary(), root));
        }
        else if (Entry(root, "grid") is null && include!.Value is YamlSequence { Items.Count: 0 })
        {
            _errors.Add(
                include.Key, "the sweep has no experiments; expected a grid, points in 'include', or neither for a single one");
        }
    }

    private void CheckSearch(YamlMapping root)
    {
        if (_search is { Samples: not null, Origin: { } search } && Entry(root, "grid") is null)
        {
            _errors.Add(search, "there is no grid to draw points from; expected lists or ranges in 'grid'");
        }
        else if (_search.Samples is null && _grid?.Axes.FirstOrDefault(axis => axis.Range is not null) is { } drawn)
        {
            _errors.Add(
                drawn.Range!.Node,
                $"'{drawn.Setting.Path}' has a range, which a grid cannot cross; "
                    + "expected a list, or search: {kind: random, samples: 40}");
        }
    }

    private void RefuseBoth(YamlMapping root, string one, string byRefill)
    {
        if (Entry(root, one) is { } entry && Entry(root, byRefill) is not null)
        {
            _errors.Add(entry.Key, $"both '{one}' and '{byRefill}' are given; expected one of them");
        }
    }

    private static YamlEntry? Entry(YamlMapping root, string key) => root.Entries.FirstOrDefault(entry => entry.Key.Text == key);

    private void ReadName(YamlEntry entry)
    {
        const string Form = "1 to 64 of a-z, 0-9, '-' and '_', beginning with a letter or digit";
        var name = Reading.Text("name", Form, entry.Value);
        _name = name.Value;
        if (name.Problem is not null || !Name().IsMatch(name.Value!))
        {
            _errors.Add(entry.Value, name.Problem ?? $"the name {entry.Value.Found} is not allowed; expected {Form}");
        }
    }

    private void ReadGrid(YamlEntry entry)
    {
        if (entry.Value is YamlMapping { Entries.Count: > 0 } mapping)
        {
            IReadOnlyList<GridAxis> axes = [];
            if (IsSound(() => axes = _settings.ReadAxes(mapping)))
            {
                _grid = new(axes, entry.Key);
            }
        }
        else if (entry.Value is YamlMapping or YamlScalar { IsNothing: true })
        {
            _errors.Add(entry.Key, "the grid is empty; expected lists to cross, such as 'masking: [random, object]', or no grid");
        }
        else
        {
            _errors.Add(
                entry.Value, $"'grid' expects lists to cross, such as {{masking: [random, object]}}, found {entry.Value.Found}");
        }
    }

    private void ReadInclude(YamlEntry entry)
    {
        if (entry.Value is not YamlSequence list)
        {
            _errors.Add(
                entry.Value, $"'include' expects a list of points, such as [{{method: vanilla}}], found {entry.Value.Found}");
            return;
        }

        foreach (var item in list.Items)
        {
            if (item is YamlMapping { Entries.Count: > 0 } point)
            {
                IReadOnlyDictionary<string, SettingValue> settings = _shared;
                if (IsSound(() => settings = _settings.ReadPoint(point)))
                {
                    _include.Add(new(settings, item));
                }
            }
            else
            {
                _errors.Add(item, $"a point of 'include' expects settings, such as {{method: vanilla}}, found {item.Found}");
            }
        }
    }

    private void ReadSeeds(YamlEntry entry)
    {
        if (entry.Value is not YamlSequence { Items.Count: > 0 } list)
        {
            var found = entry.Value is YamlSequence ? "an empty list" : entry.Value.Found;
            _errors.Add(entry.Value, $"'seeds' expects a list of at least one whole number, such as [0, 1, 2], found {found}");
            return;
        }

        HashSet<int> seeds = [];
        foreach (var item in list.Items)
        {
            if (WholeNumber("seeds", item, 0, int.MaxValue) is int seed && !seeds.Add(seed))
            {
                _errors.Add(item, $"seed {seed} is listed twice");
            }
        }

        _seeds = [.. seeds];
    }

    private void ReadResources(YamlEntry entry)
    {
        if (entry.Value is YamlMapping mapping)
        {
            _resources = ResourcesReader.Read(mapping, _errors);
        }
        else
        {
            _errors.Add(entry.Value,
                $"'resources' expects keys and values, such as {{device: cuda, memory: 8GiB}}, found {entry.Value.Found}");
        }
    }

    private bool IsSound(Action read)
    {
        var before = _errors.Count;
        read();
        return _errors.Count == before;
    }

    private int? WholeNumber(string name, YamlNode node, int smallest, int largest)
    {
        var number = Reading.WholeNumber(name, node);
        if (number.Problem is null && number.Value >= smallest && number.Value <= largest)
        {
            return number.Value;
        }

        var range = largest == int.MaxValue ? $"of at least {smallest}" : $"from {smallest} to {largest}";
        _errors.Add(node, $"'{name}' expects a whole number {range}, found {node.Found}");
        return null;
    }

    [GeneratedRegex(@"^[a-z0-9][a-z0-9_-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
