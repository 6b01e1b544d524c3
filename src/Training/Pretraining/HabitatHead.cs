using Counterfactual.Torch.Modules;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Pretraining;

/// <summary>The second task of pretraining: a linear layer that names the habitat from features of length 1.</summary>
internal sealed class HabitatHead : nn.Module
{
    // Behind all parameters of the classifier, whose numbers key their draws.
    private const int ParameterNumber = 1_000_000;
    private const int NoHabitat = -1;

    private readonly Linear linear;

    public HabitatHead(int features, int habitats, double deviation, long seed)
    {
        linear = register_module("linear", nn.Linear(features, habitats));
        ModelInitialization.FillNormal(linear.weight, deviation, seed, ParameterNumber);
    }

    /// <summary>The mean cross-entropy over the images that have a habitat.</summary>
    /// <param name="features">Batch x output dimension.</param>
    /// <param name="habitats">The habitats' numbers (int64), -1 for none.</param>
    public Tensor Loss(Tensor features, Tensor habitats) => nn.functional.cross_entropy(
        linear.call(nn.functional.normalize(features, dim: -1)), habitats, ignore_index: NoHabitat);
}
