using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch.Tests;

public sealed class ModeTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Tensor weight = ones(4, 4).requires_grad_();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Nothing_is_recorded_without_gradients_and_modes_nest()
    {
        using (no_grad())
        {
            Assert.False((weight * 2).requires_grad);
            using (enable_grad())
            {
                Assert.True((weight * 2).requires_grad);
            }
            Assert.False(is_grad_enabled());
        }
        Assert.True((weight * 2).requires_grad);
    }

    [Fact]
    public void Tensors_made_while_inferring_stay_out_of_graphs()
    {
        Tensor inferred;
        using (inference_mode())
        {
            inferred = weight * 2;
            Assert.False(inferred.requires_grad);
        }

        Assert.Throws<TorchException>(() => weight * inferred);
        Assert.True((weight * 2).requires_grad);
    }

    [Fact]
    public void Modes_belong_to_their_thread()
    {
        using var mode = no_grad();
        var elsewhere = false;
        var thread = new Thread(() => elsewhere = is_grad_enabled());
        thread.Start();
        thread.Join();

        Assert.True(elsewhere);
    }
}
