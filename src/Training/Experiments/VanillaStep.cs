using Counterfactual.Torch.Modules;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>Vanilla fine-tuning: cross-entropy on all parameters.</summary>
/// <param name="model">The model that trains.</param>
/// <param name="images">The images.</param>
/// <param name="workingType">In which numbers its encoder computes.</param>
internal sealed class VanillaStep(ImageClassifier model, BatchReader images, ScalarType workingType) : TrainingStep
{
    public override IReadOnlyList<(string name, Parameter parameter)> Parameters { get; } = [.. model.named_parameters()];

    public override double Passes => 3;

    public override WorkingCopy WorkingCopy { get; } = new(model, workingType);

    public override void Prefetch(TrainingBatch batch) => images.Prefetch(batch.Numbers);

    public override StepInputs Inputs(TrainingBatch batch)
    {
        var (pixels, labels) = images.Read(batch.Numbers);
        return new(pixels, labels);
    }

    public override StepLoss Loss(StepInputs inputs)
    {
        var loss = nn.functional.cross_entropy(WorkingCopy.Model.Logits(inputs.Images), inputs.Labels);
        return new(loss, loss);
    }

    public override void Dispose()
    {
        WorkingCopy.Dispose();
        base.Dispose();
    }
}
