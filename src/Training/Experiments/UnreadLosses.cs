using System.Globalization;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>
/// Losses of the last steps, still on the device: reading one waits until the device has done all that it was asked for, so a GPU
/// would stand idle after every step.
/// </summary>
internal sealed class UnreadLosses : IDisposable
{
    private readonly List<Tensor> losses = [];

    /// <summary>How many there are.</summary>
    public int Count => losses.Count;

    /// <summary>Adds the loss of the next step.</summary>
    public void Add(Tensor loss) => losses.Add(loss.detach().DetachFromDisposeScope());

    /// <summary>Reads all of them and forgets them.</summary>
    /// <param name="step">Steps done, with the last of them.</param>
    /// <param name="steps">Steps in all.</param>
    /// <returns>The last loss.</returns>
    /// <exception cref="ExperimentException">One is no number; the message names its step.</exception>
    public double Read(int step, int steps)
    {
        using var scope = NewDisposeScope();
        var values = stack([.. losses]).to(ScalarType.Float64).ToArray<double>();
        Dispose();
        var wrong = Array.FindIndex(values, value => !double.IsFinite(value));
        return wrong < 0
            ? values[^1]
            : throw new ExperimentException(string.Create(
                CultureInfo.InvariantCulture,
                $"the loss is {values[wrong]} at step {step - values.Length + wrong + 1} of {steps}: try a lower learning rate"))
            {
                Retryable = false,
                Fault = ExperimentFault.LossNotFinite,
            };
    }

    public void Dispose()
    {
        losses.ForEach(loss => loss.Dispose());
        losses.Clear();
    }
}
