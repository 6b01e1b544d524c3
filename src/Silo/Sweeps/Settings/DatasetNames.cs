using Counterfactual.Silo.Datasets;
using Counterfactual.Silo.Sweeps.Yaml;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Sweeps.Settings;

/// <summary>Finds the registered datasets that a sweep file names, and their checksums: other content is another cell.</summary>
/// <param name="checksums">Checksum of each registered dataset by name; null to take names unseen, without checksums.</param>
internal sealed class DatasetNames(IReadOnlyDictionary<string, string?>? checksums)
{
    /// <summary>Reads the dataset that a node names for a setting.</summary>
    public Reading<DatasetSettings> Read(string setting, YamlNode node)
    {
        var (name, problem) = Reading.Text(setting, "the name of a registered dataset", node);
        if (name is null)
        {
            return new(null, problem);
        }

        if (DatasetName.Problem(name) is { } wrong)
        {
            return new(null, wrong);
        }

        if (checksums is null)
        {
            return new(new DatasetSettings(name), null);
        }

        if (!checksums.TryGetValue(name, out var sha256))
        {
            return new(null, $"no dataset '{name}' is registered; {Advice()}");
        }

        return sha256 is null
            ? new(null, $"dataset '{name}' is not packed yet; see 'dataset pack {name} --out DIR'")
            : new(new DatasetSettings(name, sha256), null);
    }

    private string Advice() => checksums!.Count == 0
        ? "there are none yet: see 'dataset add'"
        : $"expected {SettingText.OneOf([.. checksums.Keys.Order(StringComparer.Ordinal)])}";
}
