using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>Counts what a model gets right.</summary>
internal static class Evaluation
{
    private const int BatchSize = 100;

    /// <summary>How many of the first images of a set the model classifies correctly (top-1).</summary>
    /// <param name="model">The model.</param>
    /// <param name="images">The set.</param>
    /// <param name="count">How many images, at most the set's.</param>
    /// <param name="device">The model's device.</param>
    /// <param name="stop">Asked between batches.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static int CountCorrect(ImageClassifier model, ImageSet images, int count, Device device, CancellationToken stop)
    {
        using var mode = inference_mode();
        var reader = new BatchReader(images, device);
        var correct = 0;
        for (var first = 0; first < count; first += BatchSize)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (pixels, labels) = reader.Read([.. Enumerable.Range(first, Math.Min(BatchSize, count - first))]);
            correct += model.Logits(pixels).argmax(1).eq(labels).sum().item<int>();
        }

        return correct;
    }
}
