using Counterfactual.Torch;
using Counterfactual.Torch.Modules;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>
/// Linear probe: cross-entropy on the head alone. The encoder never changes, so each image's features are computed once.
/// </summary>
internal sealed class LinearProbeStep : TrainingStep
{
    private const int FeatureBatch = 100;

    private readonly ImageClassifier model;
    private readonly Tensor features;
    private readonly Tensor labels;

    /// <param name="model">The model, whose head is trained.</param>
    /// <param name="images">The images.</param>
    /// <param name="subset">Numbers of those that are trained on.</param>
    /// <param name="worked">Called as features are computed.</param>
    /// <param name="stop">Ends that.</param>
    public LinearProbeStep(
        ImageClassifier model, BatchReader images, IReadOnlyList<int> subset, Action worked, CancellationToken stop)
    {
        this.model = model;
        model.FreezeBackbone();
        Parameters = [.. model.named_parameters().Where(named => named.parameter.requires_grad)];
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var batches = subset.Chunk(FeatureBatch).Select(numbers =>
        {
            stop.ThrowIfCancellationRequested();
            worked();
            using var batchScope = NewDisposeScope();
            var (pixels, classes) = images.Read(numbers);
            return (Features: model.Backbone.Features(pixels)
                .MoveToOuterDisposeScope(), Labels: classes.MoveToOuterDisposeScope());
        }).ToList();
        features = cat([.. batches.Select(batch => batch.Features)]).DetachFromDisposeScope();
        labels = cat([.. batches.Select(batch => batch.Labels)]).DetachFromDisposeScope();
    }

    public override IReadOnlyList<(string name, Parameter parameter)> Parameters { get; }

    public override double Passes => 0.1;

    public override StepInputs Inputs(TrainingBatch batch)
    {
        var places = Upload.Copy(tensor(Array.ConvertAll(batch.Places, place => (long)place)), features.device);
        return new(features.index_select(0, places), labels.index_select(0, places));
    }

    public override StepLoss Loss(StepInputs inputs)
    {
        var loss = nn.functional.cross_entropy(model.Classify(inputs.Images), inputs.Labels);
        return new(loss, loss);
    }

    public override void Dispose()
    {
        features.Dispose();
        labels.Dispose();
        base.Dispose();
    }
}
