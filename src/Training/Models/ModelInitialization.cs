using Counterfactual.Torch.Modules;
using Counterfactual.Training.Randomness;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Models;

/// <summary>
/// First values of a classifier: CLIP's for the encoder, normal draws for the head; biases are zero, norms the identity.
/// </summary>
public static class ModelInitialization
{
    /// <summary>Fills in every weight.</summary>
    /// <param name="model">A model as it was constructed.</param>
    /// <param name="headDeviation">Standard deviation of the head's weights.</param>
    /// <param name="seed">Keys the draws, with each parameter's number.</param>
    public static void Initialize(ImageClassifier model, double headDeviation, long seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var mode = no_grad();
        var number = 0;
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (Deviation(name, model.Backbone.Options, headDeviation) is { } deviation)
            {
                FillNormal(parameter, deviation, seed, number);
            }

            number++;
        }
    }

    /// <summary>Fills a parameter with normal draws.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="deviation">Standard deviation.</param>
    /// <param name="seed">Keys the draws, with the number.</param>
    /// <param name="number">The parameter's number among those that share the seed.</param>
    internal static void FillNormal(Parameter parameter, double deviation, long seed, int number)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var values = new float[parameter.NumberOfElements];
        CounterRandom.For(seed, Purpose.Initialisation, number).FillNormal(values, deviation);
        parameter.copy_(tensor(values, parameter.shape));
    }

    // Null: the value of construction stays.
    private static double? Deviation(string name, ClipVisionOptions options, double headDeviation)
    {
        var width = Math.Pow(options.Width, -0.5);
        var throughResiduals = width * Math.Pow(2 * options.Layers, -0.5);
        return name.Split('.') switch
        {
            ["classifier", "weight"] => headDeviation,
            [_, "conv1", "weight"] => Math.Pow(options.PatchValues, -0.5),
            [_, "class_embedding" or "positional_embedding" or "proj"] => width,
            [.., "in_proj_weight"] => width,
            [.., "out_proj" or "c_proj", "weight"] => throughResiduals,
            [.., "c_fc", "weight"] => Math.Pow(2 * options.Width, -0.5),
            _ => null,
        };
    }
}
