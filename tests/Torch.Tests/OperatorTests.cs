using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch.Tests;

public sealed class OperatorTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Arithmetic_is_element_by_element_and_broadcasts()
    {
        var a = tensor(new double[,] { { 1, 2 }, { 3, 4 } });
        var b = tensor(new double[] { 10, 20 });

        Same([11, 22, 13, 24], a + b);
        Same([-9, -18, -7, -16], a - b);
        Same([10, 40, 30, 80], a * b);
        Same([0.1, 0.1, 0.3, 0.2], a / b);
        Same([2, 3, 4, 5], a + 1);
        Same([9, 8, 7, 6], 10 - a);
        Same([12, 6, 4, 3], 12 / a);
        Same([-1, -2, -3, -4], -a);
        Same([1, 4, 9, 16], a.pow(2));
        Same([10, 40, 90, 160], a.mul(a).mul(10.0));
        Same([1, 0, 1, 0], a.remainder(2));
        Same([21, 42, 23, 44], a.add(b, alpha: 2));
        Same([2, 2, 3, 3], a.clamp(2, 3));
        Same([2, 2, 3, 4], a.clamp(min: 2));
        Same([5.5, 11, 6.5, 12], a.lerp(b, 0.5));
        Same([10, 20, 10, 20], a.maximum(b));
        Same([1, 2, 3, 4], a.minimum(b));
    }

    [Fact]
    public void Elementary_functions_have_their_known_values()
    {
        var x = tensor(new[] { 0.0, 1.0, -4.0 });

        Same([1, Math.E, Math.Exp(-4)], x.exp());
        Same([0, 1, 4], x.abs());
        Same([0, 1, 16], x.square());
        Same([0, 1, 2], x.abs().sqrt());
        Same([0, Math.Sin(1), Math.Sin(-4)], x.sin());
        Same([1, Math.Cos(1), Math.Cos(-4)], x.cos());
        Same([0, Math.Tanh(1), Math.Tanh(-4)], x.tanh());
        Same([0.5, 1 / (1 + Math.Exp(-1)), 1 / (1 + Math.Exp(4))], x.sigmoid());
        Same([0, 1, 0], x.relu());
        Same([0, 1 / (1 + Math.Exp(-1)), -4 / (1 + Math.Exp(4))], nn.functional.silu(x));
        Same([0, 1, -1], x.sign());
        Same([0, Math.Log(3)], tensor(new[] { 1.0, 3.0 }).log());
        Same([1, 0.5], tensor(new[] { 1.0, 4.0 }).rsqrt());
        Same([-2, 2, 2], tensor(new[] { -1.6, 1.6, 2.5 }).round());
        Same([-2, 1], tensor(new[] { -1.6, 1.6 }).floor());
        Same([-1, 2], tensor(new[] { -1.6, 1.6 }).ceil());
    }

    [Fact]
    public void In_place_operators_change_the_tensor_and_give_it_back()
    {
        var x = tensor(new[] { 1.0, 4.0, 9.0 });

        Assert.Same(x, x.sqrt_());
        Same([1, 2, 3], x);
        Same([3, 4, 5], x.add_(2));
        Same([6, 8, 10], x.mul_(2));
        Same([3, 4, 5], x.div_(2));
        Same([2, 2, 2], x.sub_(tensor(new[] { 1.0, 2.0, 3.0 })));
        Same([4, 6, 8], x.add_(tensor(new[] { 1.0, 2.0, 3.0 }), alpha: 2));
        Same([5, 6, 7], x.clamp_(5, 7));
        Same([5, 0, 7], x.masked_fill_(tensor(new[] { false, true, false }), 0));
        Same([6, 2, 10], x.addcmul_(tensor(new[] { 1.0, 2.0, 3.0 }), ones_like(x), 1.0));
        Same([1, 2, 3], x.copy_(tensor(new[] { 1L, 2L, 3L })));
        Same([7, 7, 7], x.fill_(7));
        Same([0, 0, 0], x.zero_());
    }

    [Fact]
    public void Comparisons_give_truth_values()
    {
        var a = tensor(new[] { 1, 2, 3 });
        var b = tensor(new[] { 3, 2, 1 });

        Assert.Equal([false, false, true], a.gt(b).ToArray<bool>());
        Assert.Equal([false, true, true], a.ge(b).ToArray<bool>());
        Assert.Equal([true, false, false], a.lt(b).ToArray<bool>());
        Assert.Equal([true, true, false], a.le(b).ToArray<bool>());
        Assert.Equal([false, true, false], a.eq(b).ToArray<bool>());
        Assert.Equal([true, false, true], a.ne(b).ToArray<bool>());
        Assert.Equal([true, false, true], a.eq(2).logical_not().ToArray<bool>());
        Assert.Equal([true, false, true], a.gt(b).logical_or(a.lt(b)).ToArray<bool>());
        Assert.Equal([3, 2, 3], a.where(a.gt(b), b).ToArray<int>());
        Assert.True(a.eq(b).any().ToScalar().ToBoolean());
        Assert.False(a.eq(b).all().ToScalar().ToBoolean());
        Assert.True(a.equal(b.flip(0)));
        Assert.True(a.to(float64).allclose(a.to(float64) + 1e-9));
        Assert.Equal([true, false], tensor(new[] { double.NaN, 1 }).isnan().ToArray<bool>());
        Assert.Equal([false, true], tensor(new[] { double.PositiveInfinity, 1 }).isfinite().ToArray<bool>());
    }

    [Fact]
    public void Reductions_run_over_all_elements_or_over_dimensions()
    {
        var x = tensor(new double[,] { { 1, 5, 3 }, { 4, 2, 9 } });

        Assert.Equal(24, x.sum().item<double>());
        Assert.Equal(4, x.mean().item<double>());
        Assert.Equal(1080, x.prod().item<double>());
        Same([5, 7, 12], x.sum(0));
        Same([3, 5], x.mean(1));
        Assert.Equal([2, 1], x.sum([1], keepdim: true).shape);
        Assert.Equal(9, x.max().item<double>());
        Same([5, 9], x.max(1).values);
        Assert.Equal([1, 2], x.max(1).indexes.ToArray<long>());
        Same([1, 2], x.min(1).values);
        Same([4, 5, 9], x.amax([0]));
        Same([1, 2, 3], x.amin([0]));
        Assert.Equal(5, x.argmax().item<int>());
        Assert.Equal([1, 2], x.argmax(1).ToArray<long>());
        Assert.Equal([0, 1], x.argmin(1).ToArray<long>());
        Same([5, 3, 9, 4], x.topk(2).values);
        Same([1, 3, 5, 2, 4, 9], x.sort().values);
        Assert.Equal([1, 2, 0, 2, 0, 1], x.argsort(descending: true).ToArray<long>());
        Assert.Equal(Math.Sqrt(136), x.norm().item<double>(), 12);
        Same([Math.Sqrt(35), Math.Sqrt(101)], x.norm([1]));
    }

    [Fact]
    public void Matrix_products_have_their_known_values()
    {
        var a = tensor(new double[,] { { 1, 2 }, { 3, 4 } });
        var b = tensor(new double[,] { { 0, 1 }, { 1, 0 } });

        Same([2, 1, 4, 3], a.matmul(b));
        Same([2, 1, 4, 3], a.mm(b));
        Same([12, 21, 14, 23], addmm(tensor(new[] { 10.0, 20.0 }), a, b));
        Same([2, 1, 4, 3], a.unsqueeze(0).bmm(b.unsqueeze(0)));
        Same([1, 0, 0, 1], eye(2, float64));
    }

    [Fact]
    public void Factories_fill_as_they_say()
    {
        Same([0, 0], zeros(2));
        Same([1, 1], ones(2));
        Same([7, 7], full([2], 7));
        Assert.Equal([2L, 4L], arange(2, 6, 2).ToArray<long>());
        Same([0, 0.5, 1], linspace(0, 1, 3));
        Assert.Equal(float16, zeros([1], float16).dtype);
        Same([1, 1], ones_like(zeros(2)));
        Same([3, 3], full_like(zeros(2), 3));
        Assert.Equal([0L, 1, 2, 3, 4], randperm(5).sort().values.ToArray<long>());
    }

    [Fact]
    public void The_same_seed_gives_the_same_numbers()
    {
        manual_seed(3);
        var first = randn([5]).ToArray<float>();
        var other = randn([5]).ToArray<float>();
        manual_seed(3);

        Assert.Equal(first, randn([5]).ToArray<float>());
        Assert.NotEqual(first, other);
    }

    private static void Same(double[] expected, Tensor actual)
    {
        var values = actual.to(float64).ToArray<double>();
        Assert.Equal(expected.Length, values.Length);
        Assert.All(expected.Zip(values), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }
}
