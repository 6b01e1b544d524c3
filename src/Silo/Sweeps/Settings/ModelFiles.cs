using Counterfactual.Grains.Models;
using Counterfactual.Silo.Sweeps.Yaml;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Sweeps.Settings;

/// <summary>Finds the pretrained models that a sweep file names, and their checksums: another file is another cell.</summary>
/// <param name="directory">Where relative paths begin.</param>
/// <param name="registry">What registered names stand for; null to take them unseen, without checksums.</param>
internal sealed class ModelFiles(string directory, SweepRegistry? registry)
{
    private const string Expected =
        $"{ModelSettings.Miniature}, a model of 'counterfactual model list' or the path of a {ModelSettings.Extension} file";

    /// <summary>Reads the model that a node names.</summary>
    public Reading<ModelSettings> Read(YamlNode node)
    {
        var name = Reading.Text("model", Expected, node);
        return name.Value is { } text ? Find(text) : new(null, name.Problem);
    }

    /// <summary>The model of that name or path, with its checksum.</summary>
    public Reading<ModelSettings> Find(string name)
    {
        ModelSettings model = new() { Checkpoint = name };
        return model.IsRegistered ? FindRegistered(model) : FindFile(model);
    }

    /// <summary>The head of a registered model that needs no name; nothing for another model.</summary>
    public Reading<object> DefaultHead(ModelSettings model) => Known(model) switch
    {
        null => new(null, null),
        { Heads: [var only] } => new(only.Name, null),
        { Heads: [] } => new(
            null, $"model '{model.Checkpoint}' has no zero-shot head; make one: "
                + $"counterfactual model head {model.Checkpoint} --help"),
        { Heads: var heads } => new(
            null, $"model '{model.Checkpoint}' has the heads {string.Join(", ", heads.Select(head => head.Name))}; name one: "
                + $"model: {{checkpoint: {model.Checkpoint}, head: {heads[0].Name}}}"),
    };

    /// <summary>The model with a head of its, and the head's checksum where the registry has it.</summary>
    public ModelSettings WithHead(ModelSettings model, string head) =>
        model with { Head = head, HeadSha256 = Known(model)?.Heads.FirstOrDefault(each => each.Name == head)?.Sha256 };

    /// <summary>What is wrong with a head of that name for the model; null where nothing is.</summary>
    public string? WhyNotHead(ModelSettings model, string head)
    {
        var heads = Known(model)?.Heads;
        return heads is null || heads.Any(each => each.Name == head) ? null
            : heads.Count == 0 ? DefaultHead(model).Problem
            : $"model '{model.Checkpoint}' has no head '{head}'; expected "
                + $"{SettingText.OneOf([.. heads.Select(each => each.Name)])}";
    }

    /// <summary>The model as a sweep file names it.</summary>
    public string NameOf(ModelSettings model) =>
        model.Checkpoint == ModelSettings.Miniature || model.IsRegistered
            ? model.Checkpoint
            : Path.GetRelativePath(directory, model.Checkpoint);

    private SweepModel? Known(ModelSettings model) =>
        model.IsRegistered ? registry?.Models.FirstOrDefault(each => each.Name == model.Checkpoint) : null;

    private Reading<ModelSettings> FindRegistered(ModelSettings model)
    {
        if (!RegistryName.IsValid(model.Checkpoint))
        {
            return new(null, $"unknown model '{model.Checkpoint}'; expected {Expected}");
        }

        if (registry is null)
        {
            return new(model, null);
        }

        return Known(model) is { } known
            ? new(model with { Sha256 = known.Sha256 }, null)
            : new(null, $"unknown model '{model.Checkpoint}'; expected {Expected}"
                + (registry.Models.Count == 0 ? " (there are none yet: counterfactual model import)"
                    : $" (there are {string.Join(", ", registry.Models.Select(each => each.Name))})"));
    }

    private Reading<ModelSettings> FindFile(ModelSettings model)
    {
        var name = model.Checkpoint;
        if (name.Contains('\0'))
        {
            return new(null, $"unknown model '{name}'; expected {Expected}");
        }

        if (name != ModelSettings.Miniature)
        {
            model = model with { Checkpoint = Path.GetFullPath(name, directory) };
            if (!File.Exists(model.Checkpoint))
            {
                return new(null, $"no model file '{name}' in {directory}; expected {Expected}");
            }
        }

        try
        {
            return new(model with { Sha256 = PretrainedWeights.Find(model).Sha256 }, null);
        }
        catch (ExperimentException exception)
        {
            return new(null, exception.Message);
        }
    }
}
