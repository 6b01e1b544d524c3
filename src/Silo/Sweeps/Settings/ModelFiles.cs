using System.Security.Cryptography;
using Counterfactual.Silo.Sweeps.Yaml;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Sweeps.Settings;

/// <summary>Finds the pretrained models that a sweep file names, and their checksums: another file is another cell.</summary>
internal sealed class ModelFiles(string directory)
{
    private const string Extension = ".safetensors";

    private readonly Dictionary<string, Reading<ModelSettings>> _found = [];

    public Reading<ModelSettings> Read(YamlNode node)
    {
        var name = Reading.Text("model", $"{ModelSettings.Miniature} or the path of a {Extension} file", node);
        if (name.Value is not { } text)
        {
            return new(null, name.Problem);
        }

        if (!_found.TryGetValue(text, out var found))
        {
            _found.Add(text, found = Find(text));
        }

        return found;
    }

    /// <summary>The model as a sweep file names it.</summary>
    public string NameOf(ModelSettings model) =>
        model.Checkpoint == ModelSettings.Miniature ? model.Checkpoint : Path.GetRelativePath(directory, model.Checkpoint);

    private Reading<ModelSettings> Find(string name)
    {
        if (name == ModelSettings.Miniature)
        {
            return new(new(), null);
        }

        if (!name.EndsWith(Extension, StringComparison.Ordinal) || name.Contains('\0'))
        {
            return new(null, $"unknown model '{name}'; expected {ModelSettings.Miniature} or the path of a {Extension} file");
        }

        var path = Path.GetFullPath(name, directory);
        if (!File.Exists(path))
        {
            return new(null, $"no model file '{name}' in {directory}; expected {ModelSettings.Miniature} or the path of a {Extension} file");
        }

        try
        {
            using var file = File.OpenRead(path);
            return new(new() { Checkpoint = path, Sha256 = Convert.ToHexStringLower(SHA256.HashData(file)) }, null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new(null, $"cannot read model file '{name}': {exception.Message}");
        }
    }
}
