using Counterfactual.Torch;

namespace Counterfactual.Training.Models;

/// <summary>The sizes of a CLIP in a file, from the shapes of a few of its tensors.</summary>
/// <param name="file">The file.</param>
/// <param name="naming">Its names.</param>
internal sealed class ClipSizes(Safetensors file, ClipNaming naming)
{
    private const string TextHeads = "text_heads";
    private const int GreatestLength = 1 << 20;
    private const int MostLayers = 1000;

    /// <summary>The image tower's.</summary>
    /// <exception cref="FormatException">A tensor is missing or of a shape that no such tower has.</exception>
    public ClipVisionOptions Vision()
    {
        var convolution = Shape("visual.conv1.weight", 4, "width x 3 x patch x patch");
        var position = Shape("visual.positional_embedding", 2, "tokens x width");
        var projection = Shape("visual.proj", 2, "width x features");
        var grid = (int)Math.Round(Math.Sqrt(position[0] - 1));
        if ((grid * grid) + 1 != position[0])
        {
            throw new FormatException(
                $"{Sources("visual.positional_embedding")} has {position[0]} rows; expected a square of patches and one more");
        }

        var options = VisionMetadata.ApplyTo(
            new()
            {
                Resolution = checked(grid * convolution[2]),
                PatchSize = convolution[2],
                Width = convolution[0],
                Layers = Layers(ClipNaming.Vision),
                OutputDimension = projection[1],
            },
            file.Metadata);
        ThrowIfAny(options.Faults());
        return options;
    }

    /// <summary>The text tower's.</summary>
    /// <exception cref="FormatException">A tensor is missing or of a shape that no such tower has.</exception>
    public ClipTextOptions Text()
    {
        var embedding = Shape("token_embedding.weight", 2, "vocabulary x width");
        var position = Shape("positional_embedding", 2, "context x width");
        var projection = Shape("text_projection", 2, "width x features");
        var options = new ClipTextOptions
        {
            ContextLength = position[0],
            VocabularySize = embedding[0],
            Width = embedding[1],
            Layers = Layers(""),
            Heads = VisionMetadata.Heads(file.Metadata, embedding[1], TextHeads),
            OutputDimension = projection[1],
        };
        ThrowIfAny(options.Faults());
        return options;
    }

    private static void ThrowIfAny(IEnumerable<string> faults)
    {
        if (faults.ToList() is { Count: > 0 } found)
        {
            throw new FormatException(string.Join("; ", found));
        }
    }

    private int[] Shape(string parameter, int dimensions, string meaning)
    {
        var recipe = naming.RecipeOf(parameter);
        if (!file.Entries.TryGetValue(recipe.Sources[0], out var entry))
        {
            throw new FormatException($"{Sources(parameter)} is missing; expected {meaning}");
        }

        var shape = recipe.ParameterShape(entry.Shape);
        return shape.Length == dimensions && shape.All(length => length is >= 1 and <= GreatestLength)
            ? [.. shape.Select(length => (int)length)]
            : throw new FormatException(
                $"{Sources(parameter)} has the shape [{string.Join(", ", entry.Shape)}]; expected "
                + $"{dimensions} dimensions of 1 to {GreatestLength}");
    }

    private string Sources(string parameter) =>
        string.Join(", ", naming.RecipeOf(parameter).Sources.Select(source => $"'{source}'"));

    // Those that are there, whatever their numbers: where one is missing among them, its tensors are said to be.
    private int Layers(string tower)
    {
        var prefix = naming.BlocksOf(tower);
        var layers = file.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(name => name[prefix.Length..].Split('.')[0]).Distinct().Count();
        return layers is >= 1 and <= MostLayers
            ? layers
            : throw new FormatException($"it has {layers} blocks '{prefix}N'; expected 1 to {MostLayers}");
    }
}
