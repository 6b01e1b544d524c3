using System.Runtime.InteropServices;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch.Tests;

public sealed class TensorMemoryTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Values_of_every_type_come_back()
    {
        Assert.Equal([1f, 2], tensor(new[] { 1f, 2f }).ToArray<float>());
        Assert.Equal([1.0, 2], tensor(new[] { 1.0, 2 }).ToArray<double>());
        Assert.Equal([1L, -2], tensor(new[] { 1L, -2 }).ToArray<long>());
        Assert.Equal([1, -2], tensor(new[] { 1, -2 }).ToArray<int>());
        Assert.Equal(new short[] { 1, -2 }, tensor(new short[] { 1, -2 }).ToArray<short>());
        Assert.Equal(new sbyte[] { 1, -2 }, tensor(new sbyte[] { 1, -2 }).ToArray<sbyte>());
        Assert.Equal(new byte[] { 1, 255 }, tensor(new byte[] { 1, 255 }).ToArray<byte>());
        Assert.Equal([true, false], tensor(new[] { true, false }).ToArray<bool>());
        Assert.Equal([(Half)1.5], tensor(new[] { (Half)1.5 }).ToArray<Half>());
        Assert.Empty(tensor(Array.Empty<float>()).ToArray<float>());
        Assert.Throws<NotSupportedException>(() => tensor(new[] { 1m }));
    }

    [Fact]
    public void A_tensor_copies_its_values_and_a_span_is_its_memory()
    {
        var values = new[] { 1f, 2f, 3f };
        var x = tensor(values);
        values[0] = 100;

        x.data<float>()[1] = 20;

        Assert.Equal([1f, 20, 3], x.ToArray<float>());
        Assert.Equal(12, x.bytes.Length);
    }

    [Fact]
    public void Elements_come_in_row_major_order_whatever_the_strides()
    {
        var x = arange(6).reshape(2, 3).t();
        var copy = new long[6];

        x.CopyTo<long>(copy);

        Assert.Equal([0L, 3, 1, 4, 2, 5], copy);
        Assert.Throws<InvalidOperationException>(() => { _ = x.data<long>(); });
        Assert.Throws<InvalidOperationException>(() => x.ToArray<float>());
    }

    [Fact]
    public void Values_must_fill_the_shape()
    {
        var error = Assert.Throws<ArgumentException>(() => tensor(new[] { 1f, 2, 3 }, 2, 2));

        Assert.Contains("3 values do not fill the shape [2, 2]", error.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor(new[] { 1f }, -1, -1));
    }

    [Fact]
    public void One_element_is_read_as_any_number()
    {
        Assert.Equal(2.5, tensor(2.5f).item<double>());
        Assert.Equal(2, tensor(2.5f).item<int>());
        Assert.Equal(3L, tensor(3L).item<long>());
        Assert.Equal(3f, tensor(3L).item<float>());
        Assert.Equal(1, tensor(true).item<int>());
        Assert.Throws<TorchException>(() => zeros(2).item<float>());
    }

    [Fact]
    public unsafe void Wrapped_memory_is_shared_and_released_with_the_last_tensor_over_it()
    {
        var owner = new Owner(4);
        var x = from_memory(owner.Address, float32, [2, 2], owner);
        var view = x.narrow(0, 1, 1);

        x.fill_(5);
        x.Dispose();

        Assert.Equal(5, ((float*)owner.Address)[3]);
        Assert.False(owner.IsReleased);
        view.Dispose();
        Assert.True(owner.IsReleased);
    }

    [Fact]
    public unsafe void Memory_that_cannot_be_wrapped_is_released_at_once()
    {
        var owner = new Owner(1);

        Assert.Throws<TorchException>(() => from_memory(owner.Address, float32, [-1], owner));

        Assert.True(owner.IsReleased);
    }

    private sealed unsafe class Owner(int floats) : IDisposable
    {
        public void* Address { get; } = NativeMemory.AllocZeroed((nuint)floats, sizeof(float));

        public bool IsReleased { get; private set; }

        public void Dispose()
        {
            Assert.False(IsReleased);
            IsReleased = true;
            NativeMemory.Free(Address);
        }
    }
}
