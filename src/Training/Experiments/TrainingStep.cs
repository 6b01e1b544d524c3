using Counterfactual.Torch.Modules;
using Counterfactual.Training.Models;

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

    /// <summary>Brings all to the device that the losses of a batch are computed from.</summary>
    public abstract StepInputs Inputs(TrainingBatch batch);

    /// <summary>
    /// The losses of a batch, with their graph: of nothing but the inputs and the weights, and without waiting for the device.
    /// </summary>
    public abstract StepLoss Loss(StepInputs inputs);

    /// <summary>Begins to bring the images of a batch to the device, while that still computes.</summary>
    public virtual void Prefetch(TrainingBatch batch)
    {
    }

    /// <summary>Frees what the method holds beside the model.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
