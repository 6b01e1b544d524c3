namespace Counterfactual.Training.Models;

/// <summary>
/// The sizes of a CLIP vision transformer (Radford et al., arXiv 2103.00020, section 2.4). The defaults are ViT-B/32's.
/// </summary>
public sealed record ClipVisionOptions
{
    /// <summary>Height and width of the images in pixels; a multiple of <see cref="PatchSize"/>.</summary>
    public int Resolution { get; init; } = 224;

    /// <summary>Height and width of a patch in pixels; at least 1.</summary>
    public int PatchSize { get; init; } = 32;

    /// <summary>Width of the tokens; a multiple of <see cref="Heads"/>.</summary>
    public int Width { get; init; } = 768;

    /// <summary>Transformer blocks; at least 1.</summary>
    public int Layers { get; init; } = 12;

    /// <summary>Attention heads of a block; at least 1.</summary>
    public int Heads { get; init; } = 12;

    /// <summary>Width of the features; at least 1.</summary>
    public int OutputDimension { get; init; } = 512;

    /// <summary>What is subtracted from the red, green and blue of a pixel in 0..1; CLIP's by default.</summary>
    public IReadOnlyList<double> PixelMean { get; init; } = [0.48145466, 0.4578275, 0.40821073];

    /// <summary>What the difference is divided by, each positive; CLIP's by default.</summary>
    public IReadOnlyList<double> PixelDeviation { get; init; } = [0.26862954, 0.26130258, 0.27577711];

    /// <summary>The miniature study's model: 56x56 pixels, 7x7 patches, about 220,000 parameters.</summary>
    public static ClipVisionOptions Miniature { get; } = new()
    {
        Resolution = 56,
        PatchSize = 8,
        Width = 64,
        Layers = 4,
        Heads = 2,
        OutputDimension = 64,
        PixelMean = [0.5, 0.5, 0.5],
        PixelDeviation = [0.25, 0.25, 0.25],
    };

    /// <summary>CLIP's ViT-B/32.</summary>
    public static ClipVisionOptions VitB32 { get; } = new();

    /// <summary>CLIP's ViT-B/16.</summary>
    public static ClipVisionOptions VitB16 { get; } = new() { PatchSize = 16 };

    /// <summary>CLIP's ViT-L/14.</summary>
    public static ClipVisionOptions VitL14 { get; } = new()
    {
        PatchSize = 14,
        Width = 1024,
        Layers = 24,
        Heads = 16,
        OutputDimension = 768,
    };

    /// <summary>Patches along a side of the image.</summary>
    public int Grid => Resolution / PatchSize;

    /// <summary>Patches of an image.</summary>
    public int Patches => Grid * Grid;

    /// <summary>Numbers in a patch: three colours of every pixel.</summary>
    public int PatchValues => 3 * PatchSize * PatchSize;

    /// <summary>Tokens of an image: the class token, then the patches row by row.</summary>
    public int Tokens => Patches + 1;

    /// <summary>What cannot work in these sizes, in words; empty when they are right.</summary>
    public IEnumerable<string> Faults()
    {
        foreach (var (name, value) in new[]
        {
            ("resolution", Resolution), ("patch size", PatchSize), ("width", Width), ("layers", Layers), ("heads", Heads),
            ("output dimension", OutputDimension),
        })
        {
            if (value < 1)
            {
                yield return $"{name} {value}; expected at least 1";
            }
        }

        if (PatchSize >= 1 && (Resolution % PatchSize != 0 || Resolution < PatchSize))
        {
            yield return $"resolution {Resolution} is no multiple of the patch size {PatchSize}";
        }

        if (Heads >= 1 && Width % Heads != 0)
        {
            yield return $"width {Width} is no multiple of the {Heads} heads";
        }

        if (PixelMean.Count != 3 || PixelDeviation.Count != 3)
        {
            yield return "pixel mean and deviation need a value for each of red, green and blue";
        }

        if (PixelMean.Any(value => !double.IsFinite(value))
            || PixelDeviation.Any(value => !(value > 0 && double.IsFinite(value))))
        {
            yield return "pixel mean must be finite, pixel deviation positive and finite";
        }
    }

    /// <summary>Throws if the sizes cannot work.</summary>
    /// <exception cref="ArgumentException">The message names every fault.</exception>
    public void ThrowIfInvalid()
    {
        if (Faults().ToList() is { Count: > 0 } faults)
        {
            throw new ArgumentException($"no such vision transformer: {string.Join("; ", faults)}");
        }
    }
}
