using Counterfactual.Torch;

namespace Counterfactual.Training.Models;

/// <summary>
/// Classifiers in safetensors files: parameters under OpenAI's names behind <c>backbone.</c>, the head under <c>classifier.</c>.
/// </summary>
/// <remarks>
/// Sizes follow from the tensors' shapes. What does not is in the metadata: <c>heads</c> (else width / 64), <c>pixel_mean</c> and
/// <c>pixel_deviation</c> (else CLIP's), three numbers separated by blanks.
/// </remarks>
public static class ModelFile
{
    private const string BlockWeight = "attn.in_proj_weight";

    /// <summary>Reads a classifier.</summary>
    /// <param name="path">A safetensors file.</param>
    /// <param name="prefix">What the names of the classifier's tensors begin with;
    /// tensors of other names are passed over.</param>
    /// <exception cref="InvalidDataException">The file holds no such classifier; the message says what is wrong.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ImageClassifier Load(string path, string prefix = "")
    {
        try
        {
            using var scope = torch.NewDisposeScope();
            using var file = Safetensors.Open(path);
            return Read(file, prefix);
        }
        catch (Exception error) when (error is SafetensorsException or ArgumentException or FormatException)
        {
            throw new InvalidDataException($"{path}: no image classifier: {error.Message}", error);
        }
    }

    /// <summary>Writes a classifier.</summary>
    /// <param name="path">The file; it is written beside it and renamed.</param>
    /// <param name="model">The classifier.</param>
    /// <param name="metadata">What else is to be noted in the file.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(string path, ImageClassifier model, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        var notes = new SortedDictionary<string, string>(
            (metadata ?? new Dictionary<string, string>()).ToDictionary(), StringComparer.Ordinal);
        foreach (var (key, value) in VisionMetadata.Of(model.Backbone.Options))
        {
            notes[key] = value;
        }

        Safetensors.Save(path, model.state_dict(), notes);
    }

    private static ImageClassifier Read(Safetensors file, string prefix)
    {
        var classifier = Shape(file, prefix + "classifier.weight", 2);
        var model = new ImageClassifier(Options(file, prefix + "backbone."), checked((int)classifier[0]));
        model.load_state_dict(file.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[prefix.Length..], name => file[name]));
        return model;
    }

    private static ClipVisionOptions Options(Safetensors file, string prefix)
    {
        var convolution = Shape(file, prefix + "conv1.weight", 4);
        var position = Shape(file, prefix + "positional_embedding", 2);
        var (width, patch) = (checked((int)convolution[0]), checked((int)convolution[2]));
        var grid = checked((int)Math.Round(Math.Sqrt(position[0] - 1)));
        var blocks = file.Names.Where(name =>
            name.StartsWith(prefix + "transformer.resblocks.", StringComparison.Ordinal)
                && name.EndsWith(BlockWeight, StringComparison.Ordinal));

        // The weights of attention are the square of the width: with these in the file, no small file asks for a large model.
        foreach (var block in blocks)
        {
            if (Shape(file, block, 2) is var shape && (shape[0] != 3L * width || shape[1] != width))
            {
                throw new FormatException(
                    $"'{block}' has the shape [{string.Join(", ", shape)}]; expected [{3L * width}, {width}]");
            }
        }

        if ((long)grid * grid + 1 != position[0])
        {
            throw new FormatException(
                $"'{prefix}positional_embedding' has {position[0]} rows; expected a square of patches and one more");
        }

        return VisionMetadata.ApplyTo(
            new()
            {
                Resolution = checked(grid * patch),
                PatchSize = patch,
                Width = width,
                Layers = blocks.Count(),
                OutputDimension = checked((int)Shape(file, prefix + "proj", 2)[1]),
            },
            file.Metadata);
    }

    private static IReadOnlyList<long> Shape(Safetensors file, string name, int dimensions)
    {
        if (!file.Entries.TryGetValue(name, out var entry))
        {
            throw new FormatException($"it has no tensor '{name}'");
        }

        return entry.Shape.Count == dimensions
            ? entry.Shape
            : throw new FormatException($"'{name}' has {entry.Shape.Count} dimensions; expected {dimensions}");
    }
}
