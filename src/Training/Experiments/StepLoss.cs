using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>The losses of a batch.</summary>
/// <param name="Total">What is minimised.</param>
/// <param name="CrossEntropy">Its part that is the cross-entropy on the clean images.</param>
/// <param name="Distance">The feature distance before its weight; null where nothing is distilled.</param>
internal sealed record StepLoss(Tensor Total, Tensor CrossEntropy, Tensor? Distance = null)
{
    /// <summary>The same losses, each put through a function.</summary>
    public StepLoss Each(Func<Tensor, Tensor> change) =>
        new(change(Total), change(CrossEntropy), Distance is null ? null : change(Distance));

    /// <summary>The losses that there are.</summary>
    public IEnumerable<Tensor> Tensors => new[] { Total, CrossEntropy, Distance }.OfType<Tensor>();
}
