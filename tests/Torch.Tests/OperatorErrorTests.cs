using FsCheck;
using FsCheck.Fluent;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch.Tests;

public sealed class OperatorErrorTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Shapes_that_do_not_fit_are_an_exception_that_names_the_operator()
    {
        var error = Assert.Throws<TorchException>(() => zeros(2, 3).matmul(zeros(2, 3)));

        Assert.Contains("aten::matmul", error.Message);
        Assert.Contains("2x3", error.Message);
        Assert.DoesNotContain("frame #", error.Message);
    }

    [Fact]
    public void Operators_that_are_missing_are_known_to_be_and_named()
    {
        var missing = new Operator("aten::no_such_thing", "ever");

        Assert.False(missing.Exists);
        Assert.False(missing.RunsOn(DeviceType.CPU));
        Assert.Contains(
            "has no operator aten::no_such_thing.ever", Assert.Throws<TorchException>(() => missing.Call(zeros(1))).Message);
        Assert.True(new Operator("aten::add", "Tensor").Exists);
        Assert.False(new Operator("aten::add", "NoSuchOverload").Exists);
        Assert.True(new Operator("aten::add", "Tensor").RunsOn(DeviceType.CPU));
        Assert.Equal(device_count(DeviceType.CUDA) > 0, new Operator("aten::add", "out").RunsOn(DeviceType.CUDA));
    }

    [Fact]
    public void Arguments_of_the_wrong_kind_are_named_with_what_was_expected()
    {
        var add = new Operator("aten::add", "Tensor");

        Assert.Contains("argument 'other': got str, expected Tensor", Message(() => add.Call(zeros(1), "one")));
        Assert.Contains("argument 'other' is missing", Message(() => add.Call(zeros(1))));
        Assert.Contains("got 4 arguments, expected at most 3", Message(() => add.Call(zeros(1), zeros(1), 1, 1)));
        Assert.Contains("a list of tensors has a gap", Message(() => Operators.Concatenate.Call(new[] { zeros(1), null! })));
        Assert.Contains("gave Tensor and not a list of tensors", Message(() => add.CallList(zeros(1), zeros(1))));
        Assert.Contains("asked for 2 results, there are 1", Message(() => add.CallPair(zeros(1), zeros(1))));
    }

    [Fact]
    public void Arguments_left_out_at_the_end_take_their_defaults_and_integers_serve_as_real_numbers()
    {
        var clamp = new Operator("aten::softplus");

        Assert.Equal(
            clamp.Call(ones(1), 1, 20).item<float>(), clamp.Call(ones(1)).item<float>());
        Assert.Equal(0.5f, new Operator("aten::dropout").Call(full([1], 0.5), 1, false).item<float>());
    }

    [Fact]
    public void Many_tensors_are_passed_in_one_list()
    {
        var tensors = Enumerable.Range(0, 3000).Select(number => full([1], number)).ToArray();

        Assert.Equal(2999 * 1500, cat(tensors).sum().item<long>());
    }

    [Fact]
    public void No_arguments_whatever_crash_an_operator()
    {
        Operator[] operators =
        [
            Operators.Add, Operators.MatrixProduct, Operators.Permute, Operators.Narrow, Operators.Gather, Operators.Index,
            Operators.Concatenate, Operators.Conv2d, Operators.LayerNorm, Operators.CrossEntropyLoss, Operators.Embedding,
            Operators.EinsteinSum, Operators.UpsampleBicubic2d, Operators.OneHot, Operators.View, Operators.Softmax,
            Operators.ForeachAdd,
        ];
        var argument = Gen.OneOf(
            Gen.Choose(-3, 5).Select(Argument (value) => value),
            Gen.Elements(0.0, -1.5, double.NaN, double.PositiveInfinity).Select(Argument (value) => value),
            Gen.Choose(-2, 4).ArrayOf().Select(Argument (values) => Array.ConvertAll(values, value => (long)value)),
            Gen.Elements(true, false).Select(Argument (value) => value),
            Gen.Elements("", "ij,jk->ik", "none", "\0\uFFFF").Select(Argument (value) => value),
            Gen.Elements<Func<Argument>>(
                () => zeros(2, 3), () => zeros([0]), () => tensor(3L), () => tensor(new long[] { 1, -9 }), () => default,
                    () => new[] { zeros(2), ones([1], int64) }, () => Array.Empty<Tensor>(), () => CPU, () => float64)
                        .Select(make => make()));
        var call = Gen.Elements(operators)
            .SelectMany(operation => argument.ArrayOf().Select(arguments => (operation, arguments)));

        Prop.ForAll(call.ToArbitrary(), pair =>
        {
            try
            {
                pair.operation.Apply(pair.arguments);
            }
            catch (TorchException exception)
            {
                Assert.Contains(pair.operation.FullName, exception.Message);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    private static string Message(Func<object> call) => Assert.Throws<TorchException>(() => { call(); }).Message;
}
