using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Models;

/// <summary>
/// WiSE-FT (Wortsman et al., arXiv 2109.01903): models on the line between the pretrained and the fine-tuned one.
/// </summary>
public static class WeightInterpolation
{
    /// <summary>alpha x fine-tuned + (1 - alpha) x pretrained, for every parameter.</summary>
    /// <param name="pretrained">The zero-shot model.</param>
    /// <param name="tuned">The fine-tuned one, of the same sizes.</param>
    /// <param name="alpha">Weight of the fine-tuned parameters, 0..1.</param>
    public static ImageClassifier Between(ImageClassifier pretrained, ImageClassifier tuned, double alpha)
    {
        ArgumentNullException.ThrowIfNull(pretrained);
        ArgumentNullException.ThrowIfNull(tuned);
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var model = pretrained.Copy();
        var end = tuned.state_dict();
        foreach (var (name, parameter) in model.named_parameters())
        {
            parameter.lerp_(end[name], alpha);
        }

        return model;
    }
}
