using System.Globalization;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Sweeps.Settings;
using Counterfactual.Silo.Sweeps.Yaml;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Sweeps;

/// <summary>Reads <c>search</c>: one word, or a mapping with the kind and its options.</summary>
internal sealed class SearchReader(SweepFileErrors errors)
{
    private const string Grid = "grid";
    private const string Random = "random";
    private const string Asha = "asha";
    private const int MostSamples = 100_000;
    private const int MostEpochs = 1_000_000;
    private const int LargestFactor = 100;

    private static readonly string[] _kinds = [Grid, Random, Asha];
    private static readonly string[] _samplingKeys = ["samples", "seed"];
    private static readonly string[] _stoppingKeys = ["metric", "mode", "grace_epochs", "reduction_factor"];

    private int? _samples;
    private int _seed;
    private EarlyStopping _stopping = new() { Metric = EpochMetrics.Validation };

    /// <summary>What the node says; what is wrong is noted.</summary>
    public static Search Read(YamlNode node, SweepFileErrors errors) => new SearchReader(errors).Read(node);

    private Search Read(YamlNode node)
    {
        var kind = node is YamlMapping mapping ? ReadOptions(mapping) : ReadKind(node);
        if (kind == Random && _samples is null)
        {
            errors.Add(node, "a random search needs the number of points to draw, such as {kind: random, samples: 40}");
        }

        return new()
        {
            Samples = _samples,
            Seed = _seed,
            EarlyStopping = kind == Asha ? _stopping : null,
            Origin = node,
        };
    }

    private string? ReadOptions(YamlMapping mapping)
    {
        var kindEntry = mapping.Entries.FirstOrDefault(entry => entry.Key.Text == "kind");
        if (kindEntry is null)
        {
            errors.Add(mapping, $"the search has no kind; expected 'kind: {SettingText.OneOf(_kinds)}'");
            return null;
        }

        var kind = ReadKind(kindEntry.Value);
        string[] known = kind switch
        {
            Asha => ["kind", .. _samplingKeys, .. _stoppingKeys],
            Random => ["kind", .. _samplingKeys],
            _ => ["kind"],
        };
        foreach (var (key, value) in mapping.Entries.Where(entry => entry != kindEntry))
        {
            if (known.Contains(key.Text))
            {
                ReadOption(key.Text, value);
            }
            else if (kind is not null)
            {
                errors.Add(key, _samplingKeys.Contains(key.Text) || _stoppingKeys.Contains(key.Text)
                    ? $"'{key.Text}' has no meaning in a search of kind {kind}"
                    : $"unknown key '{key.Text}' in 'search'; {Suggestion.For(key.Text, known)}");
            }
        }

        return kind;
    }

    private string? ReadKind(YamlNode node)
    {
        if (node is YamlScalar scalar && _kinds.Contains(scalar.Text))
        {
            return scalar.Text;
        }

        errors.Add(node, $"unknown search {node.Found}; expected {SettingText.OneOf(_kinds)}");
        return null;
    }

    private void ReadOption(string key, YamlNode value)
    {
        switch (key)
        {
            case "samples":
                _samples = WholeNumber(key, value, 1, MostSamples);
                break;
            case "seed":
                _seed = WholeNumber(key, value, 0, int.MaxValue) ?? 0;
                break;
            case "metric" when value is YamlScalar metric && EpochMetrics.Has(metric.Text):
                _stopping = _stopping with { Metric = metric.Text };
                break;
            case "metric":
                errors.Add(value, $"unknown metric {value.Found}; expected {EpochMetrics.Expected}");
                break;
            case "mode":
                var mode = Reading.Choice<MetricMode>("mode", value);
                _stopping = _stopping with { Mode = mode.Value };
                if (mode.Problem is not null)
                {
                    errors.Add(value, mode.Problem);
                }

                break;
            case "grace_epochs":
                _stopping = _stopping with { GraceEpochs = WholeNumber(key, value, 1, MostEpochs) ?? 1 };
                break;
            case "reduction_factor":
                _stopping = _stopping with { ReductionFactor = WholeNumber(key, value, 2, LargestFactor) ?? 2 };
                break;
        }
    }

    private int? WholeNumber(string name, YamlNode node, int smallest, int largest)
    {
        if (Reading.WholeNumber(name, node) is { Problem: null } number && number.Value >= smallest && number.Value <= largest)
        {
            return number.Value;
        }

        var range = string.Create(CultureInfo.InvariantCulture, $"{smallest} to {largest}");
        errors.Add(node, $"'{name}' expects a whole number from {range}, found {node.Found}");
        return null;
    }
}
