using Counterfactual.Torch.Modules;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Models;

/// <summary>A pre-norm transformer block: x + attention(norm(x)), then x + perceptron(norm(x)).</summary>
internal sealed class ResidualAttentionBlock : nn.Module
{
    private readonly MultiheadAttention attention;
    private readonly LayerNorm norm1;
    private readonly QuickGeluMlp perceptron;
    private readonly LayerNorm norm2;

    public ResidualAttentionBlock(int width, int heads, Device? device = null)
    {
        attention = register_module("attn", new MultiheadAttention(width, heads, device));
        norm1 = register_module("ln_1", nn.LayerNorm(width, device: device));
        perceptron = register_module("mlp", new QuickGeluMlp(width, device));
        norm2 = register_module("ln_2", nn.LayerNorm(width, device: device));
    }

    /// <summary>Batch x tokens x width, to the same.</summary>
    public Tensor Forward(Tensor x, Tensor? excludedKeys, AttentionTrace? trace)
    {
        x = x + attention.Attend(norm1.call(x), excludedKeys, trace);
        return perceptron.AddTo(x, norm2);
    }

    /// <summary>
    /// Batch x tokens x width, to the class token's batch x width: all that the features need of the last block.
    /// </summary>
    public Tensor ForwardClassToken(Tensor x, Tensor? excludedKeys, AttentionTrace? trace)
    {
        var normalized = norm1.call(x);
        if (trace is not null)
        {
            trace.LastNormalized = normalized;
        }

        var classToken = x.select(1, 0) + attention.AttendFromClassToken(normalized, excludedKeys, trace);
        return perceptron.AddTo(classToken, norm2);
    }
}
