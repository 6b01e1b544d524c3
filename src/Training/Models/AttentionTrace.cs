using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Models;

/// <summary>
/// What a forward pass leaves behind for explaining itself: differentiate with respect to these tensors,
/// which are part of the graph.
/// </summary>
public sealed class AttentionTrace
{
    private readonly List<Tensor> probabilities = [];

    /// <summary>
    /// Attention probabilities of the blocks in order: batch x heads x tokens x tokens; of the last block only the class token's
    /// row, batch x heads x 1 x tokens. In bfloat16 there may be more keys than tokens: nothing attends to those at the end.
    /// </summary>
    public IReadOnlyList<Tensor> Probabilities => probabilities;

    /// <summary>What the last block's attention reads: its first layer normalisation's output, batch x tokens x width.</summary>
    public Tensor? LastNormalized { get; internal set; }

    internal void Add(Tensor blockProbabilities) => probabilities.Add(blockProbabilities);
}
