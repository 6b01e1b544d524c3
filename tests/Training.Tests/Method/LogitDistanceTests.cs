using Counterfactual.Training.Method;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Tests.Method;

public class LogitDistanceTests
{
    private const int Batch = 5;
    private const int Classes = 7;

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(0.3)]
    public void Value_and_gradient_are_those_of_the_formula(double temperature)
    {
        using var scope = NewDisposeScope();
        var (student, teacher) = (Random(seed: 1), Random(seed: 2));
        var logits = tensor<double>(student.SelectMany(row => row).ToArray().AsSpan(), [Batch, Classes]).requires_grad_(true);
        var target = tensor<double>(teacher.SelectMany(row => row).ToArray().AsSpan(), [Batch, Classes]);

        var distance = LogitDistance.Softened(logits, target, temperature);
        distance.backward();

        var expected = 0.0;
        var gradient = new List<double>();
        for (var image = 0; image < Batch; image++)
        {
            var (found, wanted) = (Softmax(student[image], temperature), Softmax(teacher[image], temperature));
            expected += temperature * temperature / Batch * wanted.Zip(found, (p, q) => p * Math.Log(p / q)).Sum();
            gradient.AddRange(found.Zip(wanted, (q, p) => temperature / Batch * (q - p)));
        }

        Assert.Equal(expected, distance.item<double>(), 1e-10);
        Assert.All(gradient.Zip(logits.grad!.data<double>().ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-10));
    }

    [Fact]
    public void Equal_logits_are_at_no_distance_whatever_is_added_to_all_classes()
    {
        using var scope = NewDisposeScope();
        var logits = tensor<double>(Random(seed: 3).SelectMany(row => row).ToArray().AsSpan(), [Batch, Classes]);
        Assert.Equal(0, LogitDistance.Softened(logits, logits + 4, 10).item<double>(), 1e-12);
    }

    private static double[][] Random(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Batch)
            .Select(_ => Enumerable.Range(0, Classes).Select(_ => (20 * random.NextDouble()) - 10).ToArray())];
    }

    private static double[] Softmax(double[] logits, double temperature)
    {
        var powers = logits.Select(logit => Math.Exp(logit / temperature)).ToArray();
        return [.. powers.Select(power => power / powers.Sum())];
    }
}
