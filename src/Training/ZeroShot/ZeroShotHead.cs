using System.Text.Json;
using Counterfactual.Torch;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.ZeroShot;

/// <summary>
/// CLIP's zero-shot classifier (Radford et al., arXiv 2103.00020, section 3.1.4): for each class the mean of its prompts'
/// normalised features, brought to length 1, times the model's logit scale.
/// </summary>
public sealed class ZeroShotHead : IDisposable
{
    private const string WeightName = "weight";
    private const string SourceKey = "zero_shot_head";

    internal ZeroShotHead(Tensor weight, ZeroShotSource source)
    {
        Weight = weight.DetachFromDisposeScope();
        Source = source;
    }

    /// <summary>Classes x features, single precision, on the CPU.</summary>
    public Tensor Weight { get; }

    /// <summary>What it was made of.</summary>
    public ZeroShotSource Source { get; }

    /// <summary>Number of classes.</summary>
    public int Classes => Source.Classes.Count;

    /// <summary>Width of the features that it classifies.</summary>
    public int OutputDimension => (int)Weight.size(1);

    /// <summary>Reads a head that <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file holds no zero-shot head; the message says what is wrong.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ZeroShotHead Load(string path)
    {
        try
        {
            using var scope = NewDisposeScope();
            using var file = Safetensors.Open(path);
            return new(Checked(file, ReadSource(file)), ReadSource(file));
        }
        catch (SafetensorsException damaged)
        {
            throw new InvalidDataException(damaged.Message, damaged);
        }
        catch (Exception wrong) when (wrong is FormatException or JsonException)
        {
            throw new InvalidDataException($"{path}: no zero-shot head: {wrong.Message}", wrong);
        }
    }

    /// <summary>Writes the head with what it was made of; the same head gives the same bytes.</summary>
    /// <param name="path">The file; it is written beside it and renamed.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => Safetensors.Save(
        path, new Dictionary<string, Tensor> { [WeightName] = Weight },
        new Dictionary<string, string> { [SourceKey] = JsonSerializer.Serialize(Source, ZeroShotJson.Default.ZeroShotSource) });

    /// <inheritdoc/>
    public void Dispose() => Weight.Dispose();

    private static ZeroShotSource ReadSource(Safetensors file)
    {
        if (!file.Metadata.TryGetValue(SourceKey, out var json))
        {
            throw new FormatException($"its __metadata__ has no '{SourceKey}'");
        }

        return JsonSerializer.Deserialize(json, ZeroShotJson.Default.ZeroShotSource) is { } source
            && source.Classes.All(name => name is not null) && source.Templates.All(template => template is not null)
                ? source
                : throw new FormatException($"'{SourceKey}' in its __metadata__ is null or names null");
    }

    private static Tensor Checked(Safetensors file, ZeroShotSource source)
    {
        if (!file.Entries.TryGetValue(WeightName, out var entry) || file.Entries.Count > 1)
        {
            throw new FormatException($"it has {file.Entries.Count} tensors; expected one, '{WeightName}'");
        }

        return entry.DType == ScalarType.Float32 && entry.Shape.Count == 2 && entry.Shape[0] == source.Classes.Count
            && entry.Shape[1] >= 1
            ? file[WeightName]
            : throw new FormatException(
                $"'{WeightName}' is {entry.DType} of shape [{string.Join(", ", entry.Shape)}]; expected Float32 of "
                + $"[{source.Classes.Count}, features]");
    }
}
