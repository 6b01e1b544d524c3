using Counterfactual.Torch.Modules;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Models;

/// <summary>A block's two-layer perceptron with CLIP's activation x sigmoid(1.702 x).</summary>
internal sealed class QuickGeluMlp : nn.Module
{
    private const double Slope = 1.702;

    private readonly Linear expand;
    private readonly Linear project;

    public QuickGeluMlp(int width, Device? device = null)
    {
        expand = register_module("c_fc", nn.Linear(width, 4 * width, device: device));
        project = register_module("c_proj", nn.Linear(4 * width, width, device: device));
    }

    /// <summary>x + perceptron(norm(x)).</summary>
    /// <param name="x">... x width.</param>
    /// <param name="norm">The layer normalisation before it.</param>
    /// <remarks>
    /// x sigmoid(s x) = silu(s x) / s. The slope goes into the normalisation's weights and the biases, which are far smaller than
    /// activations and matrices, and comes out where the sum is taken: one pass over the activations instead of three.
    /// </remarks>
    public Tensor AddTo(Tensor x, LayerNorm norm)
    {
        var normalized = nn.functional.layer_norm(x, norm.weight.shape, norm.weight * Slope, norm.bias! * Slope, norm.eps);
        var hidden = nn.functional.silu(nn.functional.linear(normalized, expand.weight, expand.bias! * Slope));
        return x.add(nn.functional.linear(hidden, project.weight, project.bias! * Slope), alpha: 1 / Slope);
    }
}
