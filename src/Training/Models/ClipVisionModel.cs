using Counterfactual.Torch.Modules;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Models;

/// <summary>
/// CLIP's image encoder up to and including its projection, under OpenAI's parameter names (Radford et al., arXiv 2103.00020).
/// </summary>
/// <remarks>
/// A forward pass has three stages, so that passes over images that share patches can share work: <see cref="Normalize"/> (no
/// gradient), <see cref="Embed"/> (each patch by itself), <see cref="Encode"/> (the transformer). Of the last block only the
/// class token's row is computed.
/// </remarks>
public sealed class ClipVisionModel : nn.Module
{
    private readonly PatchGrid grid;
    private Tensor pixelScale;
    private Tensor pixelShift;
    private readonly Parameter patchWeight;
    private readonly Parameter classEmbedding;
    private readonly Parameter positionalEmbedding;
    private readonly Parameter projection;
    private readonly LayerNorm normBefore;
    private readonly LayerNorm normAfter;
    private readonly Transformer transformer;

    /// <summary>A model whose parameters are zero (layer norms: identity): load them or initialise them.</summary>
    /// <param name="options">The sizes.</param>
    /// <param name="device">Where the parameters are; the CPU unless said otherwise.</param>
    /// <exception cref="ArgumentException">The sizes cannot work.</exception>
    public ClipVisionModel(ClipVisionOptions options, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        Options = options;
        grid = new PatchGrid(options);
        using var scope = NewDisposeScope();
        pixelScale = PerPatchValue(options.PixelDeviation.Select(deviation => 1 / deviation), options);
        pixelShift = PerPatchValue(options.PixelMean, options);
        classEmbedding = register_parameter("class_embedding", new Parameter(zeros([options.Width], ScalarType.Float32, device)));
        positionalEmbedding = register_parameter(
            "positional_embedding", new Parameter(zeros([options.Tokens, options.Width], ScalarType.Float32, device)));
        projection = register_parameter(
            "proj", new Parameter(zeros([options.Width, options.OutputDimension], ScalarType.Float32, device)));
        patchWeight = register_module(
            "conv1",
            nn.Conv2d(3, options.Width, options.PatchSize, stride: options.PatchSize, bias: false, device: device)).weight;
        normBefore = register_module("ln_pre", nn.LayerNorm(options.Width, device: device));
        transformer = register_module("transformer", new Transformer(options.Width, options.Layers, options.Heads, device));
        normAfter = register_module("ln_post", nn.LayerNorm(options.Width, device: device));
    }

    /// <summary>The sizes.</summary>
    public ClipVisionOptions Options { get; }

    /// <summary>The features of images.</summary>
    /// <param name="images">Batch x 3 x resolution x resolution; bytes, or real numbers in 0..1.</param>
    /// <param name="selection">Which tokens are seen; null for all.</param>
    /// <param name="trace">Where attention probabilities go; null to keep none.</param>
    /// <returns>Batch x output dimension.</returns>
    public Tensor Features(Tensor images, TokenSelection? selection = null, AttentionTrace? trace = null) =>
        Encode(Embed(Normalize(images)), selection, trace);

    /// <summary>Images as normalised patches: (pixel - mean) / deviation.</summary>
    /// <param name="images">Batch x 3 x resolution x resolution; bytes, or real numbers in 0..1.</param>
    /// <returns>Batch x patches x (3 patch patch), single precision, without gradient.</returns>
    public Tensor Normalize(Tensor images)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var mode = no_grad();
        MovePixelConstants(images.device);
        var patches = grid.Split(images);
        return (patches.dtype == ScalarType.Byte ? patches.to(ScalarType.Float32).mul_(1 / 255.0) : patches.clone())
            .sub_(pixelShift).mul_(pixelScale);
    }

    /// <summary>The patch embedding (CLIP's first convolution), of each patch by itself.</summary>
    /// <param name="patches">Batch x patches x (3 patch patch).</param>
    /// <returns>Batch x patches x width.</returns>
    public Tensor Embed(Tensor patches) =>
        nn.functional.linear(patches.to(patchWeight.dtype), patchWeight.view(Options.Width, Options.PatchValues));

    /// <summary>The transformer, from embedded patches to features.</summary>
    /// <param name="embedded">Batch x patches x width.</param>
    /// <param name="selection">Which tokens are seen; null for all.</param>
    /// <param name="trace">Where attention probabilities go; null to keep none.</param>
    /// <returns>Batch x output dimension, in single precision whatever the model computes in.</returns>
    public Tensor Encode(Tensor embedded, TokenSelection? selection = null, AttentionTrace? trace = null)
    {
        ArgumentNullException.ThrowIfNull(embedded);
        var classTokens = classEmbedding.expand(embedded.size(0), 1, Options.Width);
        var tokens = cat([classTokens, embedded], 1) + positionalEmbedding;
        if (selection?.KeptTokens is { } kept)
        {
            tokens = tokens.gather(1, kept.unsqueeze(-1).expand(-1, -1, Options.Width));
        }

        return normAfter.call(transformer.Forward(normBefore.call(tokens), selection?.ExcludedKeys, trace))
            .matmul(projection).to(ScalarType.Float32);
    }

    private static Tensor PerPatchValue(IEnumerable<double> colours, ClipVisionOptions options) =>
        tensor([.. colours.SelectMany(value => Enumerable.Repeat((float)value, options.PatchSize * options.PatchSize))])
            .DetachFromDisposeScope();

    private void MovePixelConstants(Device device)
    {
        if (pixelScale.device != device)
        {
            pixelScale = pixelScale.to(device).DetachFromDisposeScope();
            pixelShift = pixelShift.to(device).DetachFromDisposeScope();
        }
    }
}
