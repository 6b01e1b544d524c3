using Counterfactual.Torch;
using Counterfactual.Torch.Modules;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>The losses of a batch and the gradients of what is trained: all of a step but the optimiser.</summary>
/// <param name="method">What is computed.</param>
/// <param name="recorded">
/// Whether the first pass is recorded and launched as one from then on, on a GPU (see <see cref="CudaGraph"/>); the results are
/// the same.
/// </param>
internal sealed class GradientPass(TrainingStep method, bool recorded) : IDisposable
{
    private Recording? recording;

    /// <summary>Computes the losses and leaves the gradients with the parameters.</summary>
    /// <param name="inputs">The batch; in the shapes of the first.</param>
    /// <returns>The losses. The next pass may change them, but for the total.</returns>
    public StepLoss Run(StepInputs inputs)
    {
        if (!recorded)
        {
            return Compute(inputs);
        }

        recording ??= Record(inputs);
        return recording.Replay(inputs);
    }

    public void Dispose() => recording?.Dispose();

    private StepLoss Compute(StepInputs inputs)
    {
        method.WorkingCopy?.Refresh();
        var loss = method.Loss(inputs);
        foreach (var (_, parameter) in method.Parameters)
        {
            parameter.grad = null;
        }

        loss.Total.backward();
        method.WorkingCopy?.HandOverGradients();
        return loss;
    }

    private Recording Record(StepInputs first)
    {
        var inputs = first.Each(tensor => tensor.clone().DetachFromDisposeScope());
        StepLoss? loss = null;
        var graph = CudaGraph.Record(inputs.Images.device, () => loss = Compute(inputs));

        // Without the losses' own graph, which would hold all that they were computed from.
        loss = loss!.Each(tensor => tensor.detach().DetachFromDisposeScope());
        return new(graph, inputs, loss, [.. Gradients()]);
    }

    private IEnumerable<(Parameter Parameter, Tensor Gradient)> Gradients()
    {
        foreach (var (_, parameter) in method.Parameters)
        {
            if (parameter.grad is { } gradient)
            {
                yield return (parameter, gradient.DetachFromDisposeScope());
            }
        }
    }

    /// <summary>A recorded pass, and the tensors that it reads and writes each time.</summary>
    private sealed class Recording(
        CudaGraph graph, StepInputs inputs, StepLoss loss, (Parameter Parameter, Tensor Gradient)[] gradients) : IDisposable
    {
        public StepLoss Replay(StepInputs next)
        {
            foreach (var (place, tensor) in inputs.Tensors.Zip(next.Tensors))
            {
                place.copy_(tensor);
            }

            graph.Replay();
            foreach (var (parameter, gradient) in gradients)
            {
                parameter.grad = gradient;
            }

            // Totals are read many steps later.
            return loss with { Total = loss.Total.clone() };
        }

        public void Dispose()
        {
            graph.Dispose();
            foreach (var tensor in inputs.Tensors.Concat(loss.Tensors).Concat(gradients.Select(pair => pair.Gradient)))
            {
                tensor.Dispose();
            }
        }
    }
}
