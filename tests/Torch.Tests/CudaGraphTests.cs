using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch.Tests;

public sealed class CudaGraphTests
{
    [Fact]
    public void Recorded_work_is_done_again_on_what_its_tensors_hold_then_or_refused_where_there_is_no_graphics_device()
    {
        using var scope = NewDisposeScope();
        var devices = CudaGraph.CanRecord(CUDA) ? device_count(DeviceType.CUDA) : 0;
        if (devices == 0)
        {
            var runs = 0;
            var refused = Assert.Throws<TorchException>(() => CudaGraph.Record(CUDA, () => runs++).Dispose());
            Assert.Contains("CUDA", refused.Message, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(0, runs);
        }

        // Of several devices only the first is the one that libtorch takes where none is named.
        Assert.All(Enumerable.Range(0, devices), ordinal => RecordsOn(device($"cuda:{ordinal}")));
    }

    private static void RecordsOn(Device device)
    {
        var runs = 0;
        var input = ones([4], device: device);
        Tensor? doubled = null;
        using var graph = CudaGraph.Record(device, () =>
        {
            runs++;
            doubled = input * 2;
        });
        Assert.Equal(2, runs);
        foreach (var value in new[] { 3f, 5f })
        {
            input.fill_(value);
            graph.Replay();
            Assert.All(doubled!.to(CPU).ToArray<float>(), element => Assert.Equal(2 * value, element));
        }

        Assert.Equal(2, runs);
    }
}
