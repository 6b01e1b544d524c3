using Counterfactual.Silo.Sweeps.Settings;
using Counterfactual.Silo.Sweeps.Yaml;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Sweeps;

/// <summary>
/// Turns what a point and the file around it say into complete settings. A point's own settings must have a meaning; those
/// shared by the file are taken where they have one; then come the released defaults.
/// </summary>
internal sealed class PointBuilder(
    SettingCatalogue catalogue, IReadOnlyDictionary<string, SettingValue> shared, SweepFileErrors errors)
{
    /// <summary>The settings, but for the seed; null where they are wrong, which is noted.</summary>
    public ExperimentSettings? Build(PointRequest request)
    {
        ExperimentSettings settings = new();
        Dictionary<string, YamlNode> sources = [];
        var before = errors.Count;
        foreach (var setting in catalogue.All)
        {
            var whyNot = setting.WhyNot(settings);
            if (request.Settings.TryGetValue(setting.Path, out var own))
            {
                if (whyNot is not null && !own.IsNone)
                {
                    errors.Add(own.Node, whyNot);
                    continue;
                }

                settings = Take(own);
            }
            else if (whyNot is null && Shared(setting, settings) is { } value)
            {
                settings = Take(value);
            }
            else if (whyNot is null)
            {
                settings = TakeDefault(setting, settings, Place(setting, sources, request));
            }

            ExperimentSettings Take(SettingValue value)
            {
                sources[setting.Path] = value.Node;
                if (setting.WhyNotValue(settings, value.Value) is { } wrong)
                {
                    errors.Add(value.Node, wrong);
                }

                return setting.With(settings, value.Value);
            }
        }

        if (errors.Count == before)
        {
            foreach (var error in settings.Validate())
            {
                errors.Add(sources.GetValueOrDefault(error.Setting, request.Origin), error.Message);
            }
        }

        return errors.Count == before ? settings : null;
    }

    private ExperimentSettings TakeDefault(SettingDefinition setting, ExperimentSettings settings, YamlNode place)
    {
        var (value, problem) = setting.Default(settings);
        if (problem is not null)
        {
            errors.Add(place, problem);
        }

        return value is null ? settings : setting.With(settings, value);
    }

    /// <summary>Where a setting that the file does not give would be looked for: beside others of its group.</summary>
    private static YamlNode Place(SettingDefinition setting, Dictionary<string, YamlNode> sources, PointRequest request)
    {
        var group = setting.Path[..(setting.Path.LastIndexOf('.') + 1)];
        return group.Length == 0
            ? request.Origin
            : sources.Where(source => source.Key.StartsWith(group, StringComparison.Ordinal))
                .Select(source => source.Value).LastOrDefault(request.Origin);
    }

    private SettingValue? Shared(SettingDefinition setting, ExperimentSettings settings) =>
        setting.TableKey(settings) is { } key && shared.TryGetValue(key, out var byMaskingAndRefill)
            ? byMaskingAndRefill
            : shared.GetValueOrDefault(setting.Path);
}
