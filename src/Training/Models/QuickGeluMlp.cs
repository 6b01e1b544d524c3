using Counterfactual.Torch.Modules;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Models;

/// <summary>A block's two-layer perceptron with CLIP's activation x sigmoid(1.702 x).</summary>
internal sealed class QuickGeluMlp : nn.Module<Tensor, Tensor>
{
    private const double Slope = 1.702;

    private readonly Linear expand;
    private readonly Linear project;

    public QuickGeluMlp(int width, Device? device = null)
    {
        expand = register_module("c_fc", nn.Linear(width, 4 * width, device: device));
        project = register_module("c_proj", nn.Linear(4 * width, width, device: device));
    }

    // x sigmoid(s x) = silu(s x) / s. The slope is moved into the weights, which are far smaller than the activations: one pass
    // over these instead of three, and two fewer kept for the backward pass.
    public override Tensor forward(Tensor input)
    {
        var hidden = nn.functional.linear(input, expand.weight * Slope, expand.bias! * Slope);
        return nn.functional.linear(nn.functional.silu(hidden), project.weight / Slope, project.bias);
    }
}
