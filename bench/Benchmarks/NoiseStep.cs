using Counterfactual.Torch;
using Counterfactual.Torch.Modules;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.Method;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Benchmarks;

/// <summary>A method's losses of one batch of noise that lies on the device: a step without its data.</summary>
internal sealed class NoiseStep : TrainingStep
{
    private const double Beta = 10;

    private readonly StepBenchmarkOptions options;
    private readonly ImageClassifier student;
    private readonly ImageClassifier pretrained;
    private readonly WorkingCopy teacher;
    private readonly CounterfactualSampler? sampler;
    private readonly StepInputs noise;

    public NoiseStep(StepBenchmarkOptions options, string method)
    {
        this.options = options;
        var place = device(options.Device);
        student = new ImageClassifier(options.Model, options.Classes);
        ModelInitialization.Initialize(student, headDeviation: 2, seed: 0);
        student.to(place);
        WorkingCopy = new WorkingCopy(student, options.WorkingType);
        pretrained = student.Copy();
        pretrained.requires_grad_(false);
        teacher = new WorkingCopy(pretrained, options.WorkingType);
        Parameters = [.. student.named_parameters()];
        sampler = method == "vanilla" ? null : new CounterfactualSampler(Counterfactual(method), seed: 0);
        noise = new(
            randint(0, 256, [options.Batch, 3, options.Model.Resolution, options.Model.Resolution], ScalarType.Byte, place),
            randint(0, options.Classes, [options.Batch], ScalarType.Int64, place))
        {
            Relevance = method.EndsWith(StepBenchmarkOptions.TeacherMap, StringComparison.Ordinal)
                ? rand([options.Batch, options.Model.Patches], device: place)
                : null,
        };
    }

    public override IReadOnlyList<(string name, Parameter parameter)> Parameters { get; }

    public override double Passes => 0;

    public override WorkingCopy WorkingCopy { get; }

    public override StepInputs Inputs(TrainingBatch batch) => sampler is null
        ? noise
        : noise with
        {
            Draws = sampler.Draw(batch.Epoch, batch.Position, options.Batch, options.Model.Patches, noise.Images.device),
        };

    public override StepLoss Loss(StepInputs inputs)
    {
        var keepAttention = sampler is { NeedsRelevance: true } && inputs.Relevance is null;
        var clean = CleanPass.Run(WorkingCopy.Model, inputs.Images, keepAttention);
        var crossEntropy = nn.functional.cross_entropy(clean.Logits, inputs.Labels);
        if (sampler is null)
        {
            return new(crossEntropy, crossEntropy);
        }

        var counterfactuals = sampler.Sample(clean, inputs.Labels, inputs.Draws, inputs.Relevance);
        var distance = FeatureDistance.Compute(WorkingCopy.Model, teacher.Model, clean, counterfactuals);
        return new(crossEntropy + Beta * distance, crossEntropy, distance);
    }

    public override void Dispose()
    {
        teacher.Dispose();
        pretrained.Dispose();
        WorkingCopy.Dispose();
        student.Dispose();
        foreach (var tensor in noise.Tensors)
        {
            tensor.Dispose();
        }

        base.Dispose();
    }

    private static CounterfactualOptions Counterfactual(string method)
    {
        var parts = method == "no-masking" ? ["none", "none"] : method.Split('-');
        var masking = Enum.Parse<Masking>(parts[0], ignoreCase: true);
        return new()
        {
            Masking = masking,
            Refill = Enum.Parse<Refill>(parts[1], ignoreCase: true),
            Level = masking == Masking.Random ? 0.5 : 0.3,
        };
    }
}
