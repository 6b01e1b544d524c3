using Counterfactual.Training.Data.Shards;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>Brings batches of a set's images into tensors on a device. Serves one thread.</summary>
internal sealed class BatchReader(ImageSet images, Device device)
{
    private byte[] pixels = [];
    private long[] labels = [];

    /// <summary>Reads a batch.</summary>
    /// <param name="numbers">The images' numbers.</param>
    /// <returns>Bytes, batch x channels x height x width, and the classes (int64), batch.</returns>
    public (Tensor Images, Tensor Labels) Read(ReadOnlySpan<int> numbers)
    {
        var shape = images.Shape;
        if (labels.Length != numbers.Length)
        {
            (pixels, labels) = (new byte[numbers.Length * shape.Bytes], new long[numbers.Length]);
        }

        images.Gather(numbers, pixels, labels);
        return (
            tensor<byte>(pixels.AsSpan(), [numbers.Length, shape.Channels, shape.Height, shape.Width]).to(device),
            tensor<long>(labels.AsSpan(), [numbers.Length]).to(device));
    }
}
