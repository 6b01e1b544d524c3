using Counterfactual.Torch.Modules;
using Counterfactual.Training.Method;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>
/// Cross-entropy on the clean images, plus beta times the distance to the frozen pretrained model on their counterfactual images:
/// of features (the paper's method, section 3.3) or of softened logits (its baseline, KD).
/// </summary>
internal sealed class DistillationStep : TrainingStep
{
    private readonly ImageClassifier student;
    private readonly ImageClassifier teacher;
    private readonly BatchReader images;
    private readonly CounterfactualSampler sampler;
    private readonly double beta;
    private readonly double? temperature;

    public DistillationStep(ExperimentSettings settings, ImageClassifier student, ImageClassifier teacher, BatchReader images)
    {
        this.student = student;
        this.teacher = teacher;
        this.images = images;
        beta = settings.Beta!.Value;
        temperature = settings.Temperature;
        var options = new CounterfactualOptions
        {
            Masking = settings.Masking,
            Refill = settings.Refill,
            Level = settings.Rate ?? settings.Threshold ?? 0,
        };
        sampler = new CounterfactualSampler(options, settings.Seed);
        Parameters = [.. student.named_parameters()];
        Passes = TrainingCost.Of(settings).PassesOfAnImage;
    }

    public override IReadOnlyList<(string name, Parameter parameter)> Parameters { get; }

    public override double Passes { get; }

    public override StepLoss Loss(TrainingBatch batch)
    {
        var (pixels, labels) = images.Read(batch.Numbers);
        var clean = CleanPass.Run(student, pixels, keepAttention: sampler.NeedsRelevance);
        var crossEntropy = nn.functional.cross_entropy(clean.Logits, labels);
        var counterfactuals = sampler.Sample(clean, labels, batch.Epoch, batch.Position);
        var distance = temperature is double softening
            ? LogitDistance.Compute(student, teacher, clean, counterfactuals, softening)
            : FeatureDistance.Compute(student, teacher, clean, counterfactuals);
        return new(crossEntropy + beta * distance, crossEntropy, distance);
    }
}
