using Counterfactual.Torch.Modules;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>What a method computes of a batch, and what it trains.</summary>
internal abstract class TrainingStep : IDisposable
{
    /// <summary>What is trained.</summary>
    public abstract IReadOnlyList<(string name, Parameter parameter)> Parameters { get; }

    /// <summary>Cost of training on an image, in forward passes: for estimates of the time left.</summary>
    public abstract double Passes { get; }

    /// <summary>What the losses are computed with; null for the model that trains itself.</summary>
    public virtual WorkingCopy? WorkingCopy => null;

    /// <summary>The losses of a batch, with their graph.</summary>
    public abstract StepLoss Loss(TrainingBatch batch);

    /// <summary>Begins to bring the images of a batch to the device, while that still computes.</summary>
    public virtual void Prefetch(TrainingBatch batch)
    {
    }

    /// <summary>Frees what the method holds beside the model.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>The losses of a batch.</summary>
/// <param name="Total">What is minimised.</param>
/// <param name="CrossEntropy">Its part that is the cross-entropy on the clean images.</param>
/// <param name="Distance">The feature distance before its weight; null where nothing is distilled.</param>
internal sealed record StepLoss(Tensor Total, Tensor CrossEntropy, Tensor? Distance = null);
