using Counterfactual.Training.Method;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Tests.Method;

public sealed class MethodGoldenTrajectoryTests
{
    [GoldenFact(MethodGoldenVectors.File)]
    public void MethodGolden_training_follows_the_trajectory()
    {
        using var golden = new MethodGoldenVectors();
        using var optimizer = optim.AdamW(
            golden.Student.named_parameters(), eps: golden.OptimizerNumber("eps"),
            weight_decay: golden.OptimizerNumber("weight_decay"));
        var schedule = optim.lr_scheduler.OneCycleLR(
            optimizer, golden.OptimizerNumber("max_lr"), golden.Steps, golden.OptimizerNumber("pct_start"),
            golden.OptimizerNumber("div_factor"), golden.OptimizerNumber("final_div_factor"));
        var (losses, rates, beta1s, norms) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var step = 0; step < golden.Steps; step++)
        {
            using var scope = NewDisposeScope();
            var clean = CleanPass.Run(golden.Student, golden.Images, keepAttention: true);
            var mask = PatchMask.Object(clean.Relevance(golden.Labels), golden.Number("object_threshold"));
            var counterfactuals = new Counterfactuals
            {
                Source = PatchSource.Single(mask, golden["trajectory.partner"][step]),
            };
            var loss = nn.functional.cross_entropy(clean.Logits, golden.Labels)
                + golden.Number("beta") * FeatureDistance.Compute(golden.Student, golden.Teacher, clean, counterfactuals);
            optimizer.zero_grad();
            loss.backward();
            var clipping = nn.utils.clipping(golden.Student.parameters(), golden.OptimizerNumber("clip"));
            norms.Add(clipping.Norm.item<double>());
            losses.Add(loss.item<double>());
            rates.Add(optimizer.param_groups[0].LearningRate);
            beta1s.Add(optimizer.param_groups[0].Beta1);
            optimizer.step(clipping.Scale);
            schedule.step();
        }

        Agrees("loss", losses, 1e-5);
        Agrees("lr", rates, 1e-12);
        Agrees("beta1", beta1s, 1e-12);
        Agrees("grad_norm", norms, 1e-5);
        foreach (var (name, parameter) in golden.Student.named_parameters())
        {
            AssertParameterAgrees(golden, name, parameter, rates.Sum());
        }

        void Agrees(string name, List<double> actual, double tolerance)
        {
            var expected = golden[$"trajectory.{name}"].ToArray<double>();
            Assert.All(
                expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance * Math.Abs(pair.First) + 1e-15));
            Assert.Equal(expected.Length, actual.Count);
        }
    }

    // Softmax does not see what is added to all keys, so the gradient of the keys' bias is zero but for rounding; AdamW divides
    // the rounding by its own size. No two implementations agree there beyond the steps' length.
    private static void AssertParameterAgrees(MethodGoldenVectors golden, string name, Tensor parameter, double sumOfRates)
    {
        var expected = golden[$"trajectory.final.{name}"];
        if (!name.EndsWith("attn.in_proj_bias", StringComparison.Ordinal))
        {
            MethodGoldenVectors.AssertAgrees(name, expected, parameter);
            return;
        }

        var (own, reference) = (parameter.chunk(3), expected.chunk(3));
        MethodGoldenVectors.AssertAgrees($"{name} of queries", reference[0], own[0]);
        MethodGoldenVectors.AssertAgrees($"{name} of values", reference[2], own[2]);
        using var mode = no_grad();
        Assert.True((reference[1] - own[1]).abs().max().item<double>() <= 2 * sumOfRates, $"{name} of keys");
    }
}
