using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch.Tests;

public sealed class ShapeTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Shapes_change_as_they_say()
    {
        var x = arange(24).reshape(2, 3, 4);

        Assert.Equal([6, 4], x.view(-1, 4).shape);
        Assert.Equal([4, 2, 3], x.permute(2, 0, 1).shape);
        Assert.Equal([2, 4, 3], x.transpose(1, 2).shape);
        Assert.Equal([2, 12], x.flatten(1).shape);
        Assert.Equal([2, 1, 3, 4], x.unsqueeze(1).shape);
        Assert.Equal([2, 3, 4], x.unsqueeze(1).squeeze(1).shape);
        Assert.Equal([5, 2, 3, 4], x.expand(5, -1, -1, -1).shape);
        Assert.Equal([2, 6, 4], x.repeat(1, 2, 1).shape);
        Assert.Equal([4, 3, 4], x.repeat_interleave(2, 0).shape);
        Assert.Equal([12L, 4, 1], x.strides);
        Assert.Equal(4, x.size(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => x.size(3));
    }

    [Fact]
    public void Parts_share_memory_with_the_whole()
    {
        var x = zeros(4, 3);

        x.narrow(0, 1, 2).fill_(1);
        x.select(0, 3).fill_(2);
        x.slice(1, 0, 3, 2).add_(10);

        Assert.Equal([10f, 0, 10, 11, 1, 11, 11, 1, 11, 12, 2, 12], x.ToArray<float>());
        Assert.False(x.t().is_contiguous());
        Assert.True(x.t().contiguous().is_contiguous());
    }

    [Fact]
    public void Tensors_are_joined_and_cut()
    {
        var (a, b) = (arange(4).reshape(2, 2), arange(4, 8).reshape(2, 2));

        Assert.Equal([0L, 1, 2, 3, 4, 5, 6, 7], cat([a, b]).ToArray<long>());
        Assert.Equal([0L, 1, 4, 5, 2, 3, 6, 7], cat([a, b], 1).ToArray<long>());
        Assert.Equal([2, 2, 2], stack([a, b], 1).shape);
        Assert.Equal([[0L, 1, 2], [3L, 4]], arange(5).chunk(2).Select(part => part.ToArray<long>()));
        Assert.Equal([[0L, 1], [2L, 3], [4L]], arange(5).split(2).Select(part => part.ToArray<long>()));
        Assert.Equal([[0L, 2], [1L, 3]], a.unbind(1).Select(part => part.ToArray<long>()));
    }

    [Fact]
    public void Elements_are_picked_and_placed_by_index()
    {
        var x = arange(12).reshape(3, 4);

        Assert.Equal([8L, 9, 10, 11, 0, 1, 2, 3], x.index_select(0, tensor(new long[] { 2, 0 })).ToArray<long>());
        Assert.Equal([3L, 4, 9], x.gather(1, tensor(new long[,] { { 3 }, { 0 }, { 1 } })).ToArray<long>());
        Assert.Equal([1L, 11], x.index(tensor(new long[] { 0, 2 }), tensor(new long[] { 1, 3 })).ToArray<long>());
        Assert.Equal([1L, 5, 9], x.index(null, tensor(new long[] { 1 })).ToArray<long>());
        Assert.Equal([9L, 10, 11], x.masked_select(x.gt(8)).ToArray<long>());
        Assert.Equal([2L, 1, 2, 2, 2, 3], x.gt(8).nonzero().ToArray<long>());
        Assert.Equal([5L, 0, 7], zeros([3], int64).index_put_(tensor(new long[] { 5, 7 }), false, tensor(new long[] { 0, 2 }))
            .ToArray<long>());
        Assert.Equal([0L, 3, 0], zeros([3], int64).scatter_add(0, tensor(new long[] { 1, 1 }), tensor(new long[] { 1, 2 }))
            .ToArray<long>());
        Assert.Equal([0L, 0, 9], zeros([3], int64).scatter(0, tensor(new long[] { 2 }), 9).ToArray<long>());
        Assert.Equal([0L, 1, 0, 1, 0, 0], nn.functional.one_hot(tensor(new long[] { 1, 0 }), 3).ToArray<long>());
    }

    [Fact]
    public void Triangles_rolls_and_flips_are_where_they_should_be()
    {
        var x = arange(1, 5).reshape(2, 2);

        Assert.Equal([1L, 0, 3, 4], x.tril().ToArray<long>());
        Assert.Equal([1L, 2, 0, 4], x.triu().ToArray<long>());
        Assert.Equal([1L, 4], x.diagonal().ToArray<long>());
        Assert.Equal([2L, 1, 4, 3], x.roll(1, 1).ToArray<long>());
        Assert.Equal([3L, 4, 1, 2], x.flip(0).ToArray<long>());
        Assert.Equal([0f, 0, 1, 2, 0], nn.functional.pad(tensor(new[] { 1f, 2f }), [2, 1]).ToArray<float>());
        Assert.Equal([2.5f], nn.functional.avg_pool2d(x.reshape(1, 1, 2, 2).to(float32), [2, 2]).ToArray<float>());
    }

    [Fact]
    public void Brackets_take_entries_ranges_and_new_dimensions()
    {
        var x = arange(24).reshape(2, 3, 4);

        Assert.Equal([23L], x[1, 2, 3].unsqueeze(0).ToArray<long>());
        Assert.Equal([20L, 21, 22, 23], x[-1, ^1].ToArray<long>());
        Assert.Equal([1L, 2, 13, 14], x[.., 0, 1..3].ToArray<long>());
        Assert.Equal([3L, 15], x[TensorIndex.Ellipsis, ^1][.., 0].ToArray<long>());
        Assert.Equal([0L, 2, 12, 14], x[.., 0, TensorIndex.Slice(step: 2)].ToArray<long>());
        Assert.Equal([2, 1, 3, 4], x[.., TensorIndex.None].shape);
        Assert.Equal([2, 3, 4, 1], x[TensorIndex.Ellipsis, TensorIndex.None].shape);
        Assert.Throws<TorchException>(() => x[0, 3]);
        Assert.Throws<ArgumentException>(() => x[TensorIndex.Ellipsis, TensorIndex.Ellipsis]);
        Assert.Throws<ArgumentException>(() => x[TensorIndex.Ellipsis, 0, 0, 0, 0]);
    }
}
