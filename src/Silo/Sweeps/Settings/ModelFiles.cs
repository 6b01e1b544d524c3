using Counterfactual.Silo.Sweeps.Yaml;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Sweeps.Settings;

/// <summary>Finds the pretrained models that a sweep file names, and their checksums: another file is another cell.</summary>
internal sealed class ModelFiles(string directory)
{
    private const string Extension = ".safetensors";
    private const string Expected = $"{ModelSettings.Miniature} or the path of a {Extension} file";

    /// <summary>Reads the model that a node names.</summary>
    public Reading<ModelSettings> Read(YamlNode node)
    {
        var name = Reading.Text("model", Expected, node);
        return name.Value is { } text ? Find(text) : new(null, name.Problem);
    }

    /// <summary>The model of that name or path, with its checksum.</summary>
    public Reading<ModelSettings> Find(string name)
    {
        var isShipped = name == ModelSettings.Miniature;
        if (!isShipped && (!name.EndsWith(Extension, StringComparison.Ordinal) || name.Contains('\0')))
        {
            return new(null, $"unknown model '{name}'; expected {Expected}");
        }

        ModelSettings model = new() { Checkpoint = isShipped ? name : Path.GetFullPath(name, directory) };
        if (!isShipped && !File.Exists(model.Checkpoint))
        {
            return new(null, $"no model file '{name}' in {directory}; expected {Expected}");
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

    /// <summary>The model as a sweep file names it.</summary>
    public string NameOf(ModelSettings model) =>
        model.Checkpoint == ModelSettings.Miniature ? model.Checkpoint : Path.GetRelativePath(directory, model.Checkpoint);
}
