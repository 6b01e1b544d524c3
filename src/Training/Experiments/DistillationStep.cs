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
    private readonly WorkingCopy student;
    private readonly WorkingCopy teacher;
    private readonly BatchReader images;
    private readonly CounterfactualSampler sampler;
    private readonly double beta;
    private readonly double? temperature;
    private readonly TeacherRelevance? maps;

    /// <param name="settings">The experiment.</param>
    /// <param name="student">The model that trains.</param>
    /// <param name="teacher">The frozen pretrained model.</param>
    /// <param name="images">The images.</param>
    /// <param name="maps">The teacher's maps where they decide the masks; null for the student's.</param>
    public DistillationStep(
        ExperimentSettings settings, ImageClassifier student, ImageClassifier teacher, BatchReader images, TeacherRelevance? maps)
    {
        this.maps = maps;
        this.student = new WorkingCopy(student, settings.Training.WorkingType);
        this.teacher = new WorkingCopy(teacher, settings.Training.WorkingType);
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

    public override WorkingCopy WorkingCopy => student;

    public override void Prefetch(TrainingBatch batch) => images.Prefetch(batch.Numbers);

    public override StepInputs Inputs(TrainingBatch batch)
    {
        var (pixels, labels) = images.Read(batch.Numbers);
        return new(pixels, labels)
        {
            Draws = sampler.Draw(
                batch.Epoch, batch.Position, batch.Places.Length, student.Model.Backbone.Options.Patches, pixels.device),
            Relevance = maps?.Of(batch.Numbers),
        };
    }

    public override StepLoss Loss(StepInputs inputs)
    {
        var keepAttention = sampler.NeedsRelevance && inputs.Relevance is null;
        var clean = CleanPass.Run(student.Model, inputs.Images, keepAttention);
        var crossEntropy = nn.functional.cross_entropy(clean.Logits, inputs.Labels);
        var counterfactuals = sampler.Sample(clean, inputs.Labels, inputs.Draws, inputs.Relevance);
        var distance = temperature is double softening
            ? LogitDistance.Compute(student.Model, teacher.Model, clean, counterfactuals, softening)
            : FeatureDistance.Compute(student.Model, teacher.Model, clean, counterfactuals);
        return new(crossEntropy + beta * distance, crossEntropy, distance);
    }

    public override void Dispose()
    {
        student.Dispose();
        teacher.Dispose();
        base.Dispose();
    }
}
