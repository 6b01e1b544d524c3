using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Method;

/// <summary>
/// How far the student's features of the counterfactual images are from the frozen model's: the mean of the squared difference
/// over batch and feature dimensions (paper equation 4).
/// </summary>
public static class FeatureDistance
{
    /// <summary>The distance, with the student's graph.</summary>
    /// <param name="student">The model that trains.</param>
    /// <param name="teacher">The frozen pretrained model.</param>
    /// <param name="clean">The student's pass over the clean images.</param>
    /// <param name="counterfactuals">What takes their place; <see cref="Counterfactuals.Clean"/> for nothing.</param>
    public static Tensor Compute(
        ImageClassifier student, ImageClassifier teacher, CleanPass clean, Counterfactuals counterfactuals)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(counterfactuals);
        var features = counterfactuals == Counterfactuals.Clean
            ? clean.Features
            : counterfactuals.Features(student.Backbone, clean.Embedded);
        return nn.functional.mse_loss(features, Target(teacher.Backbone, clean.Patches, counterfactuals));
    }

    private static Tensor Target(ClipVisionModel teacher, Tensor patches, Counterfactuals counterfactuals)
    {
        Tensor target;
        using (inference_mode())
        {
            target = counterfactuals.Features(teacher, teacher.Embed(patches));
        }

        // The loss keeps its target for the backward pass, which no tensor of inference mode may take part in.
        return target.clone();
    }
}
