using Counterfactual.Torch.Modules;
using static Counterfactual.Torch.torch;
using static Counterfactual.Torch.torch.nn;

namespace Counterfactual.Torch.Tests;

public sealed class ModuleTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Net net = new();

    public void Dispose()
    {
        net.Dispose();
        scope.Dispose();
    }

    [Fact]
    public void Parameters_have_dotted_names_in_the_order_of_registration()
    {
        Assert.Equal(
            ["scale", "blocks.0.weight", "blocks.0.bias", "blocks.1.weight", "blocks.1.bias", "norm.weight", "norm.bias",
                "extra.0", "extra.1"],
            net.named_parameters().Select(named => named.name));
        Assert.Equal(["mean"], net.named_buffers().Select(named => named.name));
        Assert.Equal(
            ["", "blocks", "blocks.0", "blocks.1", "norm", "extra"], net.named_modules().Select(named => named.name));
        Assert.All(net.parameters(), parameter => Assert.True(parameter.requires_grad && parameter.is_leaf));
    }

    [Fact]
    public void Parameters_and_buffers_outlive_the_scope_that_they_were_made_in()
    {
        Net made;
        using (NewDisposeScope())
        {
            made = new Net();
            made.register_buffer("late", zeros(2));
        }

        Assert.DoesNotContain(made.state_dict().Values, value => value.IsDisposed);
        made.Dispose();
        Assert.DoesNotContain(made.state_dict().Values, value => !value.IsDisposed);
    }

    [Fact]
    public void A_state_is_loaded_by_name_with_types_converted()
    {
        using var other = new Net();
        var state = net.state_dict().ToDictionary(entry => entry.Key, entry => full_like(entry.Value, 3).to(float64));

        other.load_state_dict(state);

        Assert.All(other.state_dict().Values, value => Assert.True(value.eq(3).all().ToScalar().ToBoolean()));
        Assert.All(other.parameters(), parameter => Assert.Equal(float32, parameter.dtype));
        Assert.Equal(int64, other.buffers().Single().dtype);
    }

    [Fact]
    public void A_state_can_be_assigned_to_a_module_without_memory_and_is_shared()
    {
        using var linear = Linear(3, 2, device: META);
        Assert.Equal(("meta", "Float32[2, 3] on meta"), ($"{linear.weight.device}", $"{linear.weight}"));
        Assert.Throws<TorchException>(() => linear.weight.ToArray<float>());
        var weight = arange(6, float32).view(2, 3);
        Parameter before = linear.weight;

        linear.load_state_dict(new Dictionary<string, Tensor> { ["weight"] = weight, ["bias"] = zeros(2) }, assign: true);

        Assert.Same(before, linear.weight);
        Assert.True(linear.weight.requires_grad && linear.weight.is_leaf);
        weight.data<float>()[0] = 9;
        Assert.Equal([9f, 1, 2, 3, 4, 5], linear.weight.ToArray<float>());
        linear.call(ones(1, 3)).sum().backward();
        Assert.Equal([1f, 1, 1, 1, 1, 1], linear.weight.grad!.ToArray<float>());
        Assert.Null(weight.grad);
    }

    [Fact]
    public void A_frozen_parameter_stays_frozen_when_it_is_assigned()
    {
        net.requires_grad_(false);
        net.load_state_dict(net.state_dict().ToDictionary(entry => entry.Key, entry => ones_like(entry.Value)), assign: true);
        Assert.All(
            net.parameters(), parameter => Assert.True(!parameter.requires_grad && parameter.eq(1).all().ToScalar().ToBoolean()));
    }

    [Fact]
    public void A_state_that_does_not_fit_is_refused_with_every_fault_named_and_changes_nothing()
    {
        var state = net.state_dict().ToDictionary(entry => entry.Key, entry => full_like(entry.Value, 3));
        state.Remove("norm.bias");
        state["stranger"] = zeros(1);
        state["blocks.1.weight"] = zeros(3, 4);

        var error = Assert.Throws<ArgumentException>(() => net.load_state_dict(state));

        Assert.Contains("'norm.bias' is missing; expected [4]", error.Message);
        Assert.Contains("'stranger' is unknown to Net", error.Message);
        Assert.Contains("'blocks.1.weight' has the shape [3, 4]; expected [4, 4]", error.Message);
        Assert.Equal(1, net.scale.item<float>());
    }

    [Fact]
    public void A_loose_state_may_miss_and_exceed_names_but_not_differ_in_shape()
    {
        net.load_state_dict(new Dictionary<string, Tensor> { ["scale"] = tensor(5f), ["stranger"] = zeros(1) }, strict: false);

        Assert.Equal(5, net.scale.item<float>());
        Assert.Throws<ArgumentException>(
            () => net.load_state_dict(new Dictionary<string, Tensor> { ["scale"] = zeros(2) }, strict: false));
    }

    [Fact]
    public void Conversion_keeps_the_parameters_and_converts_their_gradients()
    {
        var before = net.parameters().ToList();
        net.forward(ones(2, 4)).sum().backward();

        var same = net.to(float64);

        Assert.Same(net, same);
        Assert.Equal(before, net.parameters());
        Assert.All(before, parameter => Assert.Equal(float64, parameter.dtype));
        Assert.Equal(float64, net.scale.grad!.dtype);
        Assert.Equal(int64, net.named_buffers().Single().buffer.dtype);
        Assert.Equal(float64, net.forward(ones([2, 4], float64)).dtype);
        Assert.Same(net, net.to(CPU));
    }

    [Fact]
    public void Training_and_evaluation_reach_the_whole_tree()
    {
        net.eval();
        Assert.DoesNotContain(net.modules(), module => module.training);

        net.train();
        Assert.DoesNotContain(net.modules(), module => !module.training);

        net.requires_grad_(false);
        Assert.DoesNotContain(net.parameters(), parameter => parameter.requires_grad);
    }

    [Fact]
    public void Gradients_are_forgotten_together()
    {
        net.forward(ones(2, 4)).sum().backward();
        Assert.NotNull(net.scale.grad);

        net.zero_grad();

        Assert.All(net.parameters(), parameter => Assert.Null(parameter.grad));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("scale")]
    [InlineData("norm")]
    [InlineData("mean")]
    public void Names_that_are_empty_dotted_or_taken_are_refused(string name)
    {
        Assert.Throws<ArgumentException>(() => net.register_buffer(name, zeros(1)));
        Assert.Throws<ArgumentException>(() => net.register_module(name, nn.Linear(1, 1)));
    }

    [Fact]
    public void Layers_begin_with_values_that_no_generator_drew()
    {
        Assert.Equal(0, nn.Linear(3, 2).parameters().Sum(parameter => parameter.abs().sum().item<float>()));
        Assert.Equal(0, nn.Conv2d(3, 2, 4).parameters().Sum(parameter => parameter.abs().sum().item<float>()));
        Assert.Equal(0, nn.Embedding(3, 2).weight.abs().sum().item<float>());
        Assert.Equal([1f, 1, 0, 0], nn.LayerNorm(2).parameters().SelectMany(parameter => parameter.ToArray<float>()));
        Assert.Null(nn.Linear(3, 2, hasBias: false).bias);
    }

    [Fact]
    public void A_chain_passes_values_on()
    {
        var chain = nn.Sequential(
            ("double", new Linear(eye(2) * 2)), ("shift", new Linear(eye(2), tensor(new[] { 1f, -1f }))));

        Assert.Equal([7f, 7], chain.call(tensor(new[] { 3f, 4f })).ToArray<float>());
        Assert.Equal(["double.weight", "shift.weight", "shift.bias"], chain.state_dict().Keys);
    }

    private sealed class Net : Module<Tensor, Tensor>
    {
        private readonly ModuleList<Linear> blocks;
        private readonly LayerNorm norm;

        public Net()
        {
            scale = register_parameter("scale", new Parameter(tensor(1f)));
            register_buffer("mean", tensor(7L));
            blocks = register_module("blocks", nn.ModuleList(nn.Linear(4, 4), nn.Linear(4, 4)));
            norm = register_module("norm", nn.LayerNorm(4));
            register_module("extra", nn.ParameterList(new Parameter(zeros(1)), new Parameter(zeros(2))));
        }

        public Parameter scale { get; }

        public override Tensor forward(Tensor input) =>
            norm.forward(blocks.Aggregate(input, (value, block) => block.forward(value))) * scale;
    }
}
