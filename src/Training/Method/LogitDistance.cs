using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Method;

/// <summary>
/// How far the student's logits of the counterfactual images are from the frozen model's (knowledge distillation; Hinton et al.,
/// arXiv 1503.02531): the divergence KL(teacher, student) of the softened class distributions, a mean over the batch, times the
/// temperature squared, so that its gradients do not shrink with the temperature.
/// </summary>
public static class LogitDistance
{
    /// <summary>The temperature of the released experiments.</summary>
    public const double ReleasedTemperature = 10;

    /// <summary>The distance, with the student's graph.</summary>
    /// <param name="student">The model that trains.</param>
    /// <param name="teacher">The frozen pretrained model with its zero-shot head.</param>
    /// <param name="clean">The student's pass over the clean images.</param>
    /// <param name="counterfactuals">What takes their place; <see cref="Counterfactuals.Clean"/> for nothing.</param>
    /// <param name="temperature">What logits are divided by; positive.</param>
    public static Tensor Compute(
        ImageClassifier student, ImageClassifier teacher, CleanPass clean, Counterfactuals counterfactuals, double temperature)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(counterfactuals);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        var logits = counterfactuals == Counterfactuals.Clean
            ? clean.Logits
            : student.Classify(counterfactuals.Features(student.Backbone, clean.Embedded));
        return Softened(logits, Target(teacher, clean.Patches, counterfactuals), temperature);
    }

    /// <summary>temperature^2 KL(softmax(target / temperature), softmax(logits / temperature)), a mean over the batch.</summary>
    /// <param name="logits">The student's, batch x classes.</param>
    /// <param name="target">The teacher's, batch x classes.</param>
    /// <param name="temperature">Positive.</param>
    public static Tensor Softened(Tensor logits, Tensor target, double temperature)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(target);
        var wanted = (target / temperature).log_softmax(-1);
        var found = (logits / temperature).log_softmax(-1);
        return (wanted.exp() * (wanted - found)).sum() * (temperature * temperature / logits.shape[0]);
    }

    private static Tensor Target(ImageClassifier teacher, Tensor patches, Counterfactuals counterfactuals)
    {
        Tensor target;
        using (inference_mode())
        {
            target = teacher.Classify(counterfactuals.Features(teacher.Backbone, teacher.Backbone.Embed(patches)));
        }

        // The loss keeps its target for the backward pass, which no tensor of inference mode may take part in.
        return target.clone();
    }
}
