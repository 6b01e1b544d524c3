using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch.Tests;

public sealed class DisposeScopeTests
{
    [Fact]
    public void A_scope_frees_what_was_made_in_it()
    {
        Tensor inside;
        Garbage.Collect();
        var before = LiveTensors;
        using (var scope = NewDisposeScope())
        {
            inside = zeros(2) + 1;
            Assert.Equal(2, scope.Count);
        }

        Assert.True(inside.IsDisposed);
        Assert.Equal(before, LiveTensors);
        Assert.Throws<ObjectDisposedException>(() => inside.shape);
        Assert.Equal("a disposed tensor", inside.ToString());
    }

    [Fact]
    public void A_tensor_moves_outwards_one_scope_at_a_time()
    {
        Tensor moved;
        using (var outer = NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                moved = zeros(2).MoveToOuterDisposeScope();
            }
            Assert.False(moved.IsDisposed);
            Assert.Equal(1, outer.Count);
        }
        Assert.True(moved.IsDisposed);
    }

    [Fact]
    public void A_tensor_that_leaves_the_outermost_scope_or_is_detached_lives_on()
    {
        Tensor moved, detached;
        using (NewDisposeScope())
        {
            moved = zeros(2).MoveToOuterDisposeScope();
            using (NewDisposeScope())
            {
                detached = zeros(2).DetachFromDisposeScope();
            }
        }

        Assert.False(moved.IsDisposed);
        Assert.False(detached.IsDisposed);
        moved.Dispose();
        detached.Dispose();
    }

    [Fact]
    public void Disposing_a_tensor_early_and_twice_is_fine()
    {
        using var scope = NewDisposeScope();
        var (a, b, c) = (zeros(1), zeros(1), zeros(1));

        a.Dispose();
        a.Dispose();

        Assert.Equal(2, scope.Count);
        Assert.False(b.IsDisposed || c.IsDisposed);
    }

    [Fact]
    public void Scopes_end_in_reverse_order()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();

        Assert.Throws<InvalidOperationException>(outer.Dispose);

        inner.Dispose();
        inner.Dispose();
        outer.Dispose();
    }

    [Fact]
    public void An_exception_leaves_nothing_behind()
    {
        Garbage.Collect();
        var before = LiveTensors;

        Assert.Throws<TorchException>(() =>
        {
            using var scope = NewDisposeScope();
            return zeros(2, 3).matmul(ones(2, 3));
        });

        Assert.Equal(before, LiveTensors);
    }

    [Fact]
    public void Scopes_belong_to_their_thread()
    {
        using var scope = NewDisposeScope();
        Tensor? elsewhere = null;
        var thread = new Thread(() => elsewhere = zeros(1));
        thread.Start();
        thread.Join();

        Assert.Equal(0, scope.Count);
        elsewhere!.Dispose();
    }
}
