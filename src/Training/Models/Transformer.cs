using Counterfactual.Torch.Modules;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Models;

/// <summary>The blocks, one after the other.</summary>
internal sealed class Transformer : nn.Module
{
    private readonly ModuleList<ResidualAttentionBlock> blocks;

    public Transformer(int width, int layers, int heads, Device? device = null)
    {
        blocks = register_module("resblocks", new ModuleList<ResidualAttentionBlock>(
            [.. Enumerable.Range(0, layers).Select(_ => new ResidualAttentionBlock(width, heads, device))]));
    }

    /// <summary>Batch x tokens x width, to the same.</summary>
    /// <param name="tokens">The tokens.</param>
    /// <param name="excludedKeys">See <see cref="MultiheadAttention.Attend"/>.</param>
    public Tensor ForwardAllTokens(Tensor tokens, Tensor excludedKeys) =>
        blocks.Aggregate(tokens, (x, block) => block.Forward(x, excludedKeys, trace: null));

    /// <summary>Batch x tokens x width, to the class token's batch x width.</summary>
    public Tensor Forward(Tensor tokens, Tensor? excludedKeys, AttentionTrace? trace)
    {
        for (var number = 0; number < blocks.Count - 1; number++)
        {
            tokens = blocks[number].Forward(tokens, excludedKeys, trace);
        }

        return blocks[^1].ForwardClassToken(tokens, excludedKeys, trace);
    }
}
