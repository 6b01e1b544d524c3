using Counterfactual.Torch;
using Counterfactual.Training.Data.Shards;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>Brings batches of a set's images into tensors on a device. Serves one thread.</summary>
internal sealed class BatchReader(ImageSet images, Device device)
{
    private (int[] Numbers, Batch Batch)? next;

    /// <summary>Begins to bring a batch to the device, while that still computes; <see cref="Read"/> gives it.</summary>
    /// <param name="numbers">The images' numbers.</param>
    public void Prefetch(int[] numbers)
    {
        Forget();
        next = (numbers, Begin(numbers));
    }

    /// <summary>Reads a batch.</summary>
    /// <param name="numbers">The images' numbers.</param>
    /// <returns>Bytes, batch x channels x height x width, and the classes (int64), batch.</returns>
    public (Tensor Images, Tensor Labels) Read(ReadOnlySpan<int> numbers)
    {
        using var batch = next is { } prefetched && numbers.SequenceEqual(prefetched.Numbers) ? prefetched.Batch : Begin(numbers);
        var tensors = (batch.Images.Take(), batch.Labels.Take());
        Forget();
        return tensors;
    }

    private Batch Begin(ReadOnlySpan<int> numbers)
    {
        var shape = images.Shape;
        var pinned = device.type != DeviceType.CPU;
        using var pixels = empty([numbers.Length, shape.Channels, shape.Height, shape.Width], ScalarType.Byte, CPU, pinned);
        using var labels = empty([numbers.Length], ScalarType.Int64, CPU, pinned);
        images.Gather(numbers, pixels.data<byte>(), labels.data<long>());
        return new(new Upload(pixels, device), new Upload(labels, device));
    }

    private void Forget()
    {
        next?.Batch.Dispose();
        next = null;
    }

    private readonly record struct Batch(Upload Images, Upload Labels) : IDisposable
    {
        public void Dispose()
        {
            Images.Dispose();
            Labels.Dispose();
        }
    }
}
