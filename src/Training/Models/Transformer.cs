using Counterfactual.Torch.Modules;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Models;

/// <summary>The blocks, one after the other.</summary>
internal sealed class Transformer : nn.Module
{
    private readonly ModuleList<ResidualAttentionBlock> blocks;

    public Transformer(ClipVisionOptions options)
    {
        blocks = register_module("resblocks", new ModuleList<ResidualAttentionBlock>(
            [.. Enumerable.Range(0, options.Layers).Select(_ => new ResidualAttentionBlock(options.Width, options.Heads))]));
    }

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
