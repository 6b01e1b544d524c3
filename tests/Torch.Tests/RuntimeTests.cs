using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch.Tests;

public sealed class RuntimeTests
{
    [Fact]
    public void The_version_is_known()
    {
        Assert.Matches(@"^\d+\.\d+\.\d+", version);
    }

    [Fact]
    public void Threads_are_as_many_as_were_set()
    {
        set_num_threads(2);
        Assert.Equal(2, get_num_threads());
        set_num_threads(1);
        Assert.Equal(1, get_num_threads());
        Assert.Throws<ArgumentOutOfRangeException>(() => set_num_threads(0));
    }

    [Fact]
    public void Devices_are_counted_named_and_waited_for()
    {
        Assert.Equal(1, device_count(DeviceType.CPU));
        Assert.InRange(device_count(DeviceType.CUDA), 0, 64);
        Assert.Throws<TorchException>(() => device_count((DeviceType)9));
        synchronize(CPU);

        Assert.Equal("cpu", device("cpu").ToString());
        Assert.Equal("cuda:1", device("cuda:1").ToString());
        Assert.Equal(CUDA, device("cuda"));
        Assert.All(["gpu", "cuda:", "cuda:-1", "cuda:1000", ""], name => Assert.Throws<FormatException>(() => device(name)));
    }

    [Fact]
    public void A_device_that_is_not_there_is_an_exception()
    {
        using var scope = NewDisposeScope();
        var missing = new Device(DeviceType.CUDA, device_count(DeviceType.CUDA));

        Assert.Throws<TorchException>(() => zeros([1], device: missing));
    }

    [Fact]
    public void Memory_in_use_grows_and_shrinks_with_tensors()
    {
        const long bytes = 64 << 20;
        var before = memory_stats(CPU).Allocated!.Value;
        var large = ones(bytes / sizeof(float));
        var during = memory_stats(CPU).Allocated!.Value;
        large.Dispose();
        empty_cache(CPU);

        Assert.InRange(during - before, bytes * 0.9, bytes * 1.1);
        Assert.InRange(memory_stats(CPU).Allocated!.Value - before, -bytes, bytes * 0.1);
    }

    [Fact]
    public void Deterministic_algorithms_can_be_asked_for()
    {
        use_deterministic_algorithms(true);
        using var scope = NewDisposeScope();
        var source = ones(3).requires_grad_();

        source.index_select(0, tensor(new long[] { 0, 0, 2 })).sum().backward();

        Assert.Equal([2f, 0, 1], source.grad!.ToArray<float>());
        use_deterministic_algorithms(false);
    }
}
