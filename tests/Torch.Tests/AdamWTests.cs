using Counterfactual.Torch.Modules;
using static Counterfactual.Torch.Tests.PyTorchFigures;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch.Tests;

public sealed class AdamWTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Two_groups_follow_PyTorchs_trajectory_though_a_parameter_misses_steps()
    {
        var parameters = Parameters();
        using var optimizer = Optimizer(parameters);

        for (var step = 0; step < 12; step++)
        {
            Step(optimizer, parameters, step);
            Check($"adamw_{step}", cat([.. parameters.Select(parameter => parameter.flatten())]));
        }
    }

    [Fact]
    public void Single_precision_in_one_pass_follows_the_same_trajectory()
    {
        var parameters = SinglePrecision();
        using var optimizer = Optimizer(parameters);

        for (var step = 0; step < 12; step++)
        {
            Step(optimizer, parameters, step);
            Check($"adamw_{step}", cat([.. parameters.Select(parameter => parameter.flatten())]).to(float64), 1e-6);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void Scaled_gradients_are_taken_as_if_they_had_been_clipped(int limit)
    {
        foreach (var of in (Func<Parameter[]>[])[Parameters, SinglePrecision])
        {
            var (clipped, scaled) = (of(), of());
            using var clippedOptimizer = Optimizer(clipped);
            using var scaledOptimizer = Optimizer(scaled);
            for (var step = 0; step < 5; step++)
            {
                for (var i = 0; i < clipped.Length; i++)
                {
                    clipped[i].grad = clipped[i].detach() * (i + step + 1.5);
                    scaled[i].grad = scaled[i].detach() * (i + step + 1.5);
                }

                var clipping = nn.utils.clipping(scaled, limit);
                Assert.Equal(nn.utils.clip_grad_norm_(clipped, limit).item<double>(), clipping.Norm.item<double>());
                clippedOptimizer.step();
                scaledOptimizer.step(clipping.Scale);
            }

            Assert.All(clipped.Zip(scaled), pair => Assert.True(pair.First.equal(pair.Second)));
        }
    }

    [Fact]
    public void Gradients_that_lie_otherwise_in_memory_are_the_same_gradients()
    {
        var (plain, transposed) = (SinglePrecision(), SinglePrecision());
        using var plainOptimizer = Optimizer(plain);
        using var transposedOptimizer = Optimizer(transposed);
        plain[0].grad = Wave(0.7, 3, 2).to(float32).mT.contiguous();
        transposed[0].grad = Wave(0.7, 3, 2).to(float32).mT;

        plainOptimizer.step();
        transposedOptimizer.step();

        Assert.True(plain[0].equal(transposed[0]));
    }

    [Fact]
    public void A_state_that_was_saved_goes_on_bit_for_bit()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("adamw").FullName, "state.safetensors");
        var parameters = Parameters();
        using var optimizer = Optimizer(parameters);
        for (var step = 0; step < 5; step++)
        {
            Step(optimizer, parameters, step);
        }
        Safetensors.Save(path, optimizer.state_dict());
        var resumedParameters = Array.ConvertAll(parameters, parameter => new Parameter(parameter.clone()));
        using var resumed = Optimizer(resumedParameters);
        using (var file = Safetensors.Open(path))
        {
            resumed.load_state_dict(file.LoadAll());
        }

        for (var step = 5; step < 9; step++)
        {
            Step(optimizer, parameters, step);
            Step(resumed, resumedParameters, step);
        }

        Assert.All(parameters.Zip(resumedParameters), pair => Assert.True(pair.First.equal(pair.Second)));
        Assert.All(optimizer.state_dict(), entry => Assert.True(entry.Value.equal(resumed.state_dict()[entry.Key])));
    }

    [Fact]
    public void A_state_counts_steps_for_each_parameter_and_leaves_out_untouched_ones()
    {
        var parameters = Parameters();
        using var optimizer = Optimizer(parameters);
        Assert.Empty(optimizer.state_dict());

        Step(optimizer, parameters, 1);
        Step(optimizer, parameters, 3);

        var state = optimizer.state_dict();
        Assert.Equal(["a.step", "a.exp_avg", "a.exp_avg_sq", "c.step", "c.exp_avg", "c.exp_avg_sq"], state.Keys);
        Assert.Equal(2, state["a.step"].item<long>());
    }

    [Fact]
    public void A_state_that_does_not_fit_is_refused_with_every_fault_named()
    {
        using var optimizer = Optimizer(Parameters());
        var state = new Dictionary<string, Tensor>
        {
            ["a.step"] = tensor(1L),
            ["a.exp_avg"] = zeros(7),
            ["stranger.step"] = tensor(1L),
        };

        var error = Assert.Throws<ArgumentException>(() => optimizer.load_state_dict(state));

        Assert.Contains("'stranger.step' is unknown", error.Message);
        Assert.Contains("'a.exp_avg' has the shape [7]; expected [2, 3]", error.Message);
        Assert.Contains("'a.exp_avg_sq' is missing", error.Message);
        Assert.Empty(optimizer.state_dict());
    }

    [Fact]
    public void Settings_outside_their_range_are_refused()
    {
        using var parameter = new Parameter(zeros(1));
        var group = new optim.ParamGroup([("a", parameter)]);

        Assert.Throws<ArgumentOutOfRangeException>(() => group.LearningRate = -1);
        Assert.Throws<ArgumentOutOfRangeException>(() => group.LearningRate = double.NaN);
        Assert.Throws<ArgumentOutOfRangeException>(() => group.Beta1 = 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => group.WeightDecay = -0.1);
        Assert.Throws<ArgumentException>(() => new optim.ParamGroup([]));
        Assert.Throws<ArgumentException>(() => optim.AdamW(group, group));
    }

    private static Parameter[] Parameters() => [new(Wave(0.3, 2, 3)), new(Wave(0.7, 4)), new(Wave(1.3, 2))];

    private static Parameter[] SinglePrecision() =>
        Array.ConvertAll(Parameters(), parameter => new Parameter(parameter.detach().to(float32)));

    private static AdamW Optimizer(Parameter[] parameters) => optim.AdamW(
        new optim.ParamGroup([("a", parameters[0]), ("b", parameters[1])]) { LearningRate = 0.01, WeightDecay = 0.1 },
        new optim.ParamGroup([("c", parameters[2])]) { LearningRate = 0.02, WeightDecay = 0, Beta1 = 0.8, Beta2 = 0.99 });

    private static void Step(AdamW optimizer, Parameter[] parameters, int step)
    {
        using var inner = NewDisposeScope();
        optimizer.zero_grad();
        for (var i = 0; i < parameters.Length; i++)
        {
            if (i != 1 || step % 2 == 0)
            {
                ((parameters[i] - 0.5).pow(4) * (i + 1)).sum().backward();
            }
        }
        optimizer.step();
    }
}
