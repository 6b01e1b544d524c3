using Counterfactual.Torch.Modules;
using static Counterfactual.Torch.Tests.PyTorchFigures;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch.Tests;

public sealed class GradientClippingTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public void Gradients_are_clipped_as_PyTorch_does(int limit)
    {
        Parameter[] parameters = [new(Wave(0.3, 2, 3)), new(Wave(0.7, 4)), new(zeros(2))];
        foreach (var parameter in parameters[..2])
        {
            parameter.grad = parameter.detach() * 3;
        }

        var norm = nn.utils.clip_grad_norm_(parameters, limit);

        Check($"clip_{limit}_norm", norm);
        Check($"clip_{limit}_gradients", cat([.. parameters[..2].Select(parameter => parameter.grad!.flatten())]));
    }

    [Fact]
    public void Without_a_gradient_there_is_nothing_to_clip()
    {
        Assert.Throws<ArgumentException>(() => nn.utils.clip_grad_norm_([new Parameter(zeros(1))], 1));
    }
}
