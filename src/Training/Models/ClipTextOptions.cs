namespace Counterfactual.Training.Models;

/// <summary>
/// The sizes of CLIP's text transformer (Radford et al., arXiv 2103.00020, section 2.4). The defaults are ViT-B/32's.
/// </summary>
public sealed record ClipTextOptions
{
    /// <summary>Tokens of a text; at least 2.</summary>
    public int ContextLength { get; init; } = 77;

    /// <summary>Tokens that there are; at least 2.</summary>
    public int VocabularySize { get; init; } = 49_408;

    /// <summary>Width of the tokens; a multiple of <see cref="Heads"/>.</summary>
    public int Width { get; init; } = 512;

    /// <summary>Transformer blocks; at least 1.</summary>
    public int Layers { get; init; } = 12;

    /// <summary>Attention heads of a block; at least 1.</summary>
    public int Heads { get; init; } = 8;

    /// <summary>Width of the features; at least 1.</summary>
    public int OutputDimension { get; init; } = 512;

    /// <summary>What cannot work in these sizes, in words; empty when they are right.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var (name, value, least) in new[]
        {
            ("context length", ContextLength, 2), ("vocabulary size", VocabularySize, 2), ("text width", Width, 1),
            ("text layers", Layers, 1), ("text heads", Heads, 1), ("output dimension", OutputDimension, 1),
        })
        {
            if (value < least)
            {
                yield return $"{name} {value}; expected at least {least}";
            }
        }

        if (Heads >= 1 && Width % Heads != 0)
        {
            yield return $"text width {Width} is no multiple of the {Heads} text heads";
        }
    }

    /// <summary>Throws if the sizes cannot work.</summary>
    /// <exception cref="ArgumentException">The message names every fault.</exception>
    public void ThrowIfInvalid()
    {
        if (Faults().ToList() is { Count: > 0 } faults)
        {
            throw new ArgumentException($"no such text transformer: {string.Join("; ", faults)}");
        }
    }
}
