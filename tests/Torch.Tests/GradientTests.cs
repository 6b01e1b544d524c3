using static Counterfactual.Torch.Tests.PyTorchFigures;
using static Counterfactual.Torch.torch;
using static Counterfactual.Torch.torch.nn;

namespace Counterfactual.Torch.Tests;

public sealed class GradientTests : IDisposable
{
    private const double Nudge = 1e-5;

    private static readonly Dictionary<string, (long[] Shape, Func<Tensor, Tensor> Function)> Functions = new()
    {
        ["arithmetic"] = ([2, 3], x => x * x / (x + 3) - 2 / (x + 4) + x.pow(3)),
        ["broadcasting"] = ([3], x => (x * Wave(0.3, 2, 3)).sum() * (x.unsqueeze(1) / Wave(0.4, 1, 2).add(2))),
        ["elementary functions"] = ([5], x =>
            x.exp() + x.sin() * x.cos() + (x + 3).log() + x.tanh().sqrt().square() + (x + 2).rsqrt()),
        ["matmul"] = ([2, 3], x => x.matmul(Wave(0.4, 3, 4)).matmul(Wave(0.6, 4, 2))),
        ["softmax and log softmax"] = ([2, 3], x => x.softmax(-1) * x.log_softmax(0)),
        ["shapes"] = ([2, 3, 2], x => x.permute(2, 0, 1).reshape(4, 3)[1..3] * Wave(0.3, 2, 3)),
        ["gather, index and where"] = ([3, 2], x =>
            x.gather(1, tensor(new long[,] { { 0 }, { 1 }, { 0 } }))
                .where(tensor(new[,] { { true }, { false }, { true } }), x.index_select(1, tensor(new[] { 1L })))),
        ["cat and stack"] = ([2, 2], x => cat([x, x * 2]).sum(0) * stack([x, x.square()]).mean([0, 1])),
        ["layer norm"] = ([2, 4], x => functional.layer_norm(x, [4], Wave(0.3, 4), Wave(0.5, 4)) * Wave(0.7, 2, 4)),
        ["quick gelu"] = ([5], functional.quick_gelu),
        ["normalize"] = ([2, 3], x => functional.normalize(x, dim: -1) * Wave(0.7, 2, 3)),
        ["conv2d"] = ([1, 2, 4, 4], x => functional.conv2d(x, Wave(0.5, 3, 2, 2, 2), Wave(0.2, 3), [2, 2])),
        ["cross entropy"] = ([2, 3], x => functional.cross_entropy(x, tensor(new[] { 2L, 0L }))),
        ["embedding"] = ([4, 2], x => functional.embedding(tensor(new long[] { 3, 1, 3 }), x) * Wave(0.7, 3, 2)),
        ["bicubic"] = ([1, 1, 3, 3], x => functional.upsample_bicubic2d(x, 5, 4) * Wave(0.7, 1, 1, 5, 4)),
        ["max along a dimension"] = ([2, 3], x => x.max(1).values * x.amax([0]).sum()),
    };

    private readonly DisposeScope scope = NewDisposeScope();

    public static TheoryData<string> Names => [.. Functions.Keys];

    public void Dispose() => scope.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_agree_with_finite_differences(string name)
    {
        var (shape, function) = Functions[name];
        var start = Wave(0.9, shape) * 0.5 + 0.7;
        var x = start.clone().requires_grad_();

        function(x).sum().backward();

        var gradient = x.grad!.ToArray<double>();
        for (var i = 0; i < gradient.Length; i++)
        {
            var slope = (Nudged(i, Nudge) - Nudged(i, -Nudge)) / (2 * Nudge);
            Assert.Equal(slope, gradient[i], 1e-7);
        }

        double Nudged(int element, double by)
        {
            var nudged = start.clone();
            nudged.data<double>()[element] += by;
            return function(nudged).sum().item<double>();
        }
    }

    [Fact]
    public void Gradients_add_up_in_leaves_until_they_are_forgotten()
    {
        var x = tensor(3.0).requires_grad_();

        (x * x).backward();
        (x * x).backward();

        Assert.Equal(12, x.grad!.item<double>());
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void A_gradient_is_multiplied_by_the_one_that_is_given()
    {
        var x = tensor(new[] { 1.0, 2.0 }).requires_grad_();

        x.square().backward(tensor(new[] { 10.0, 100.0 }));

        Assert.Equal([20, 400], x.grad!.ToArray<double>());
    }

    [Fact]
    public void Second_derivatives_come_from_a_graph_of_the_first_pass()
    {
        var x = tensor(2.0).requires_grad_();
        var first = autograd.grad([x.pow(3)], [x], create_graph: true)[0]!;

        var second = autograd.grad([first], [x])[0]!;

        Assert.Equal(12, first.item<double>());
        Assert.Equal(12, second.item<double>());
        Assert.Null(x.grad);
    }

    [Fact]
    public void Gradients_of_inner_tensors_are_given_back_and_unused_ones_are_null_if_allowed()
    {
        var x = tensor(2.0).requires_grad_();
        var unused = tensor(1.0).requires_grad_();
        var inner = x * 3;
        var outer = inner.square();

        var gradients = autograd.grad([outer], [inner, unused], retain_graph: true, allow_unused: true);

        Assert.Equal(12, gradients[0]!.item<double>());
        Assert.Null(gradients[1]);
        Assert.Throws<TorchException>(() => autograd.grad([outer], [unused]));
    }

    [Fact]
    public void A_graph_serves_one_pass_unless_it_is_retained()
    {
        var x = tensor(2.0).requires_grad_();
        var loss = x.exp();

        loss.backward(retain_graph: true);
        loss.backward();

        Assert.Throws<TorchException>(() => loss.backward());
    }

    [Fact]
    public void A_detached_tensor_is_in_no_graph()
    {
        var x = tensor(2.0).requires_grad_();

        Assert.False((x * 2).detach().requires_grad);
        Assert.True((x * 2).requires_grad);
        Assert.False((x * 2).is_leaf);
        Assert.Throws<TorchException>(() => (x * 2).detach().backward());
        Assert.Throws<TorchException>(() => tensor(1L).requires_grad_());
    }
}
