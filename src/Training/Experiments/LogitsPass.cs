using Counterfactual.Torch;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>
/// A model's logits, batch after batch. On a GPU the pass of the first whole batch is recorded and launched as one from then on
/// (see <see cref="CudaGraph"/>); the results are the same.
/// </summary>
/// <param name="model">The model; its weights may change between batches.</param>
/// <param name="batchSize">Images of a whole batch.</param>
internal sealed class LogitsPass(ImageClassifier model, int batchSize) : IDisposable
{
    private Recording? recording;

    /// <summary>The logits of images.</summary>
    /// <param name="images">Bytes, batch x channels x height x width, on the model's device.</param>
    /// <returns>Batch x classes, until the next call.</returns>
    public Tensor Run(Tensor images)
    {
        if (images.size(0) != batchSize || !CudaGraph.CanRecord(images.device))
        {
            return model.Logits(images);
        }

        recording ??= Record(images);
        recording.Images.copy_(images);
        recording.Graph.Replay();
        return recording.Logits;
    }

    public void Dispose() => recording?.Dispose();

    private Recording Record(Tensor first)
    {
        var images = first.clone().DetachFromDisposeScope();
        Tensor? logits = null;
        var graph = CudaGraph.Record(first.device, () => logits = model.Logits(images));
        return new(graph, images, logits!.DetachFromDisposeScope());
    }

    private sealed record Recording(CudaGraph Graph, Tensor Images, Tensor Logits) : IDisposable
    {
        public void Dispose()
        {
            Graph.Dispose();
            Images.Dispose();
            Logits.Dispose();
        }
    }
}
