using Counterfactual.Training.Method;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>What differs from step to step, on the device; in the same shapes at every step.</summary>
/// <param name="Images">
/// Bytes, batch x channels x height x width; for the linear probe features, batch x output dimension.
/// </param>
/// <param name="Labels">The class of each image (int64).</param>
internal sealed record StepInputs(Tensor Images, Tensor Labels)
{
    /// <summary>The random numbers behind counterfactual images.</summary>
    public CounterfactualDraws Draws { get; init; } = CounterfactualDraws.None;

    /// <summary>The frozen model's maps, batch x patches in 0..1; null where they decide nothing.</summary>
    public Tensor? Relevance { get; init; }

    /// <summary>The same tensors, each put through a function.</summary>
    public StepInputs Each(Func<Tensor, Tensor> change) => new(change(Images), change(Labels))
    {
        Draws = new()
        {
            Mask = Draws.Mask is null ? null : change(Draws.Mask),
            Fill = Draws.Fill is null ? null : change(Draws.Fill),
        },
        Relevance = Relevance is null ? null : change(Relevance),
    };

    /// <summary>The tensors that there are, in an order of their own.</summary>
    public IEnumerable<Tensor> Tensors => new[] { Images, Labels, Draws.Mask, Draws.Fill, Relevance }.OfType<Tensor>();
}
