using Counterfactual.Torch.Modules;
using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.Models;
using Counterfactual.Training.TestSets;

namespace Counterfactual.Training.Experiments;

/// <summary>
/// Chooses the epoch whose weights are evaluated: that of the highest accuracy on held-out training images, of equal ones the
/// earliest. Keeps its weights until a better one comes.
/// </summary>
internal sealed class BestEpoch : IDisposable
{
    private readonly IReadOnlyList<(string name, Parameter parameter)> parameters;
    private readonly ImageSet pool;
    private readonly int[] heldOut;
    private readonly TestSetProtocol protocol;

    /// <param name="model">The model that trains.</param>
    /// <param name="parameters">What of it is trained.</param>
    /// <param name="pool">The images among which the held-out ones are.</param>
    /// <param name="heldOut">Their numbers, at least one.</param>
    public BestEpoch(
        ImageClassifier model, IReadOnlyList<(string name, Parameter parameter)> parameters, ImageSet pool, int[] heldOut)
    {
        this.parameters = parameters;
        this.pool = pool;
        this.heldOut = heldOut;
        protocol = TestSetProtocol.OwnClasses(model.Classes);
    }

    /// <summary>Held-out images.</summary>
    public int Images => heldOut.Length;

    /// <summary>The best epoch so far; null before the first was measured.</summary>
    public EpochWeights? Weights { get; private set; }

    /// <summary>Measures the model after an epoch, and keeps its weights where they are the best so far.</summary>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="evaluation">Counts the model's predictions.</param>
    /// <returns>Accuracy on the held-out images, 0..1.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public double Measure(int epoch, Evaluation evaluation)
    {
        var counts = evaluation.Count(pool, protocol, heldOut);
        if (Weights is null || counts.Correct > Weights.Correct)
        {
            Restore(EpochWeights.Copy(epoch, counts.Correct, parameters));
        }

        return counts.Accuracy;
    }

    /// <summary>Takes over what an earlier attempt had found.</summary>
    public void Restore(EpochWeights? weights)
    {
        Weights?.Dispose();
        Weights = weights;
    }

    /// <summary>Gives the model the best epoch's weights.</summary>
    public void Use() => Weights!.CopyTo(parameters);

    public void Dispose() => Weights?.Dispose();
}
