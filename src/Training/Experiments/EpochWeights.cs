using Counterfactual.Torch.Modules;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>The trained parameters as they were after an epoch, in the processor's memory.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Correct">Held-out images that the model classified right then.</param>
/// <param name="Tensors">The parameters by name, in no dispose scope.</param>
internal sealed record EpochWeights(int Epoch, int Correct, IReadOnlyDictionary<string, Tensor> Tensors) : IDisposable
{
    /// <summary>Copies the parameters as they are now.</summary>
    public static EpochWeights Copy(int epoch, int correct, IReadOnlyList<(string name, Parameter parameter)> parameters)
    {
        using var mode = no_grad();
        return new(epoch, correct, parameters.ToDictionary(
            named => named.name, named => named.parameter.detach().to(CPU).clone().DetachFromDisposeScope()));
    }

    /// <summary>Gives the parameters these values.</summary>
    /// <exception cref="InvalidDataException">There are others than these, or they have other shapes.</exception>
    public void CopyTo(IReadOnlyList<(string name, Parameter parameter)> parameters)
    {
        using var mode = no_grad();
        foreach (var (name, parameter) in parameters)
        {
            if (!Tensors.TryGetValue(name, out var value) || !value.shape.AsSpan().SequenceEqual(parameter.shape))
            {
                throw new InvalidDataException($"'{name}' is missing or has another shape than the model's");
            }

            parameter.copy_(value);
        }
    }

    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
