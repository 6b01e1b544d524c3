using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Method;

/// <summary>
/// Grad-CAM (Selvaraju et al., arXiv 1610.02391) on the last block's first layer normalisation: channels weighted by their
/// gradient summed over all tokens, added up, cut at zero.
/// </summary>
public static class GradCam
{
    /// <summary>The map, as it is.</summary>
    /// <param name="trace">The trace of the forward pass that gave the logits.</param>
    /// <param name="logits">Batch x classes, with their graph, which is kept for another pass.</param>
    /// <param name="labels">The class of each image (int64).</param>
    /// <returns>Batch x patches, not negative, without gradient.</returns>
    public static Tensor Compute(AttentionTrace trace, Tensor logits, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(trace);
        var activation = trace.LastNormalized ?? throw new ArgumentException("the trace is of no forward pass", nameof(trace));
        var gradient = autograd.grad([RelevanceMap.TrueClassLogits(logits, labels)], [activation], retain_graph: true)[0]!;
        using var mode = no_grad();
        var weights = gradient.sum(1, keepdim: true);
        return activation[.., 1..].matmul(weights.mT).squeeze(2).clamp(min: 0);
    }
}
