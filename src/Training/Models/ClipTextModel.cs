using Counterfactual.Torch.Modules;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Models;

/// <summary>
/// CLIP's text encoder up to and including its projection, under OpenAI's parameter names (Radford et al., arXiv 2103.00020).
/// </summary>
public sealed class ClipTextModel : nn.Module
{
    private readonly Embedding tokenEmbedding;
    private readonly Parameter positionalEmbedding;
    private readonly Parameter projection;
    private readonly Transformer transformer;
    private readonly LayerNorm normAfter;

    /// <summary>A model whose parameters are zero (layer norms: identity): load them.</summary>
    /// <param name="options">The sizes.</param>
    /// <param name="device">Where the parameters are; the CPU unless said otherwise.</param>
    /// <exception cref="ArgumentException">The sizes cannot work.</exception>
    public ClipTextModel(ClipTextOptions options, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.ThrowIfInvalid();
        Options = options;
        using var scope = NewDisposeScope();
        positionalEmbedding = register_parameter(
            "positional_embedding", new Parameter(zeros([options.ContextLength, options.Width], ScalarType.Float32, device)));
        projection = register_parameter(
            "text_projection", new Parameter(zeros([options.Width, options.OutputDimension], ScalarType.Float32, device)));
        transformer = register_module("transformer", new Transformer(options.Width, options.Layers, options.Heads, device));
        tokenEmbedding = register_module("token_embedding", nn.Embedding(options.VocabularySize, options.Width, device));
        normAfter = register_module("ln_final", nn.LayerNorm(options.Width, device: device));
    }

    /// <summary>The sizes.</summary>
    public ClipTextOptions Options { get; }

    /// <summary>The features of texts: those of each text's end token, which has the greatest number of all tokens.</summary>
    /// <param name="tokens">Token numbers (int64), batch x context length, on the model's device.</param>
    /// <returns>Batch x output dimension.</returns>
    public Tensor Features(Tensor tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        var ends = tokens.argmax(1, keepdim: true);

        // No token attends to a later one: what follows the last end token of the batch changes no feature.
        var length = ends.max().item<long>() + 1;
        var x = tokenEmbedding.call(tokens.narrow(1, 0, length)) + positionalEmbedding.narrow(0, 0, length);
        x = transformer.ForwardAllTokens(x, LaterTokens(length, tokens.device));
        var pooled = x.gather(1, ends.unsqueeze(-1).expand(-1, -1, Options.Width)).squeeze(1);
        return normAfter.call(pooled).matmul(projection);
    }

    /// <summary>For every query the keys after it, 1 x tokens x tokens.</summary>
    private static Tensor LaterTokens(long length, Device device) =>
        ones([1, length, length], ScalarType.Bool, device).triu(1);
}
