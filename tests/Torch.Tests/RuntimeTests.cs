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
    public unsafe void The_memory_of_a_freed_tensor_is_the_next_ones()
    {
        var first = ones(1 << 20);
        nint address;
        fixed (float* elements = first.data<float>())
        {
            address = (nint)elements;
        }

        first.Dispose();
        using var second = ones((1 << 20) - 100);

        fixed (float* elements = second.data<float>())
        {
            Assert.Equal(address, (nint)elements);
        }
    }

    [Fact]
    public void The_peak_is_what_was_in_use_at_once_since_it_was_asked_for()
    {
        const long bytes = 32 << 20;
        reset_peak_memory_stats(CPU);
        var before = memory_stats(CPU).PeakAllocated!.Value;
        for (var i = 0; i < 3; i++)
        {
            using var tensor = ones(bytes / sizeof(float));
        }

        Assert.InRange(memory_stats(CPU).PeakAllocated!.Value - before, bytes, bytes * 2);
        reset_peak_memory_stats(CPU);
        Assert.InRange(memory_stats(CPU).PeakAllocated!.Value - before, -bytes, bytes / 2);
    }

    [Fact]
    public void Memory_that_is_kept_goes_back_when_asked()
    {
        const long bytes = 64 << 20;
        ones(bytes / sizeof(float)).Dispose();
        var kept = memory_stats(CPU).Reserved!.Value;

        empty_cache(CPU);

        Assert.InRange(kept - memory_stats(CPU).Reserved!.Value, bytes, long.MaxValue);
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
