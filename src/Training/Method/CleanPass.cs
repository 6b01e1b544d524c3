using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Method;

/// <summary>
/// The student's forward pass over the clean images, with all that later passes share of it: the loss, the relevance map and the
/// counterfactual images start from the same patches.
/// </summary>
public sealed record CleanPass
{
    /// <summary>The images as normalised patches, batch x patches x values.</summary>
    public required Tensor Patches { get; init; }

    /// <summary>The patches as the student embeds them, batch x patches x width.</summary>
    public required Tensor Embedded { get; init; }

    /// <summary>The student's attention; null unless it was asked for.</summary>
    public AttentionTrace? Trace { get; init; }

    /// <summary>The student's features, batch x output dimension.</summary>
    public required Tensor Features { get; init; }

    /// <summary>The student's logits, batch x classes.</summary>
    public required Tensor Logits { get; init; }

    /// <summary>Runs the student.</summary>
    /// <param name="student">The model that trains.</param>
    /// <param name="images">Batch x 3 x resolution x resolution; bytes, or real numbers in 0..1.</param>
    /// <param name="keepAttention">Whether a relevance map will be asked of it.</param>
    public static CleanPass Run(ImageClassifier student, Tensor images, bool keepAttention = false)
    {
        ArgumentNullException.ThrowIfNull(student);
        var trace = keepAttention ? new AttentionTrace() : null;
        var patches = student.Backbone.Normalize(images);
        var embedded = student.Backbone.Embed(patches);
        var features = student.Backbone.Encode(embedded, trace: trace);
        return new()
        {
            Patches = patches,
            Embedded = embedded,
            Trace = trace,
            Features = features,
            Logits = student.Classify(features),
        };
    }

    /// <summary>The normalised relevance map of the images' own classes, batch x patches in 0..1.</summary>
    /// <param name="labels">The class of each image (int64).</param>
    /// <exception cref="InvalidOperationException">No attention was kept.</exception>
    public Tensor Relevance(Tensor labels) => RelevanceMap.Normalize(RelevanceMap.Compute(
        Trace ?? throw new InvalidOperationException("the pass kept no attention: run it with keepAttention"), Logits, labels));
}
