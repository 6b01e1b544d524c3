using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Method;

/// <summary>
/// How much each patch mattered for a class: the class activation map of Chefer, Gur and Wolf (arXiv 2103.15679), as the paper
/// uses it (section 3.2).
/// </summary>
/// <remarks>
/// Per block, <c>A = mean over heads of max(0, gradient * attention)</c>, and <c>R = R + A R</c> from the identity; the map is
/// the class token's row of R over the patches. That row is <c>e (I + A_last) ... (I + A_first)</c>: a row vector carried
/// from the last block to the first, and no product of two matrices.
/// </remarks>
public static class RelevanceMap
{
    private const double SmallestMaximum = 1e-8;

    /// <summary>The map, as it is.</summary>
    /// <param name="trace">The attention of the forward pass that gave the logits.</param>
    /// <param name="logits">Batch x classes, with their graph, which is kept for another pass.</param>
    /// <param name="labels">The class of each image (int64).</param>
    /// <returns>Batch x patches, not negative, without gradient.</returns>
    public static Tensor Compute(AttentionTrace trace, Tensor logits, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var gradients = autograd.grad([TrueClassLogits(logits, labels)], trace.Probabilities, retain_graph: true);
        using var mode = no_grad();
        var row = ClassTokenRow(trace.Probabilities[^1], gradients[^1]!);
        for (var block = trace.Probabilities.Count - 2; block >= 0; block--)
        {
            row = row + Carry(row, trace.Probabilities[block], gradients[block]!);
        }

        return row[.., 0, 1..];
    }

    /// <summary>Divides each image's map by its maximum, so that thresholds in 0..1 apply.</summary>
    /// <param name="map">Batch x patches.</param>
    /// <returns>The same shape, in 0..1.</returns>
    public static Tensor Normalize(Tensor map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return map / (map.amax([1], keepdim: true) + SmallestMaximum);
    }

    /// <summary>The sum over the batch of each image's logit of its own class.</summary>
    internal static Tensor TrueClassLogits(Tensor logits, Tensor labels) => logits.gather(1, labels.unsqueeze(1)).sum();

    // e (I + A): the class token's unit vector and its row of A; batch x 1 x tokens.
    private static Tensor ClassTokenRow(Tensor probabilities, Tensor gradient)
    {
        var row = Positive(probabilities, gradient).mean(1).to(ScalarType.Float32);
        row.select(2, 0).add_(1);
        return row;
    }

    // row A, the heads' mean taken by one product over heads and tokens together.
    private static Tensor Carry(Tensor row, Tensor probabilities, Tensor gradient)
    {
        var (batch, heads, tokens) = (probabilities.size(0), probabilities.size(1), probabilities.size(2));
        var carried = (row / heads).to(probabilities.dtype).expand(batch, heads, tokens).reshape(batch, 1, heads * tokens)
            .matmul(Positive(probabilities, gradient).flatten(1, 2));
        return carried[.., .., ..(int)tokens].to(ScalarType.Float32);
    }

    private static Tensor Positive(Tensor probabilities, Tensor gradient) => gradient.mul_(probabilities).clamp_(min: 0);
}
