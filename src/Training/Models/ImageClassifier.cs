using Counterfactual.Torch;
using Counterfactual.Torch.Modules;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Models;

/// <summary>
/// The image encoder f with the cosine head g: features are brought to length 1, then a linear layer whose weights start as
/// logit scale x class embeddings.
/// </summary>
public sealed class ImageClassifier : nn.Module
{
    private readonly Linear classifier;

    /// <summary>A model whose parameters are zero (layer norms: identity): load them or initialise them.</summary>
    /// <param name="options">The encoder's sizes.</param>
    /// <param name="classes">Number of classes, at least 1.</param>
    /// <exception cref="ArgumentException">The sizes cannot work.</exception>
    public ImageClassifier(ClipVisionOptions options, int classes)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        Classes = classes;
        Backbone = register_module("backbone", new ClipVisionModel(options));
        classifier = register_module("classifier", nn.Linear(options.OutputDimension, classes));
    }

    /// <summary>A model of an encoder, which it owns from here on, and a head's weights; its bias is zero.</summary>
    /// <param name="backbone">The encoder.</param>
    /// <param name="headWeight">Classes x output dimension, on the encoder's device; copied.</param>
    /// <exception cref="ArgumentException">The head is for other features.</exception>
    public ImageClassifier(ClipVisionModel backbone, Tensor headWeight)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(headWeight);
        if (headWeight.ndim != 2 || headWeight.size(1) != backbone.Options.OutputDimension)
        {
            throw new ArgumentException(
                $"the head's shape is [{string.Join(", ", headWeight.shape)}]; expected "
                + $"[classes, {backbone.Options.OutputDimension}]", nameof(headWeight));
        }

        using var scope = NewDisposeScope();
        Classes = (int)headWeight.size(0);
        Backbone = register_module("backbone", backbone);
        classifier = register_module(
            "classifier", new Linear(headWeight.detach().clone(), zeros([Classes], ScalarType.Float32, headWeight.device)));
    }

    /// <summary>The encoder.</summary>
    public ClipVisionModel Backbone { get; }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Logits of images.</summary>
    /// <param name="images">Batch x 3 x resolution x resolution; bytes, or real numbers in 0..1.</param>
    /// <returns>Batch x classes.</returns>
    public Tensor Logits(Tensor images) => Classify(Backbone.Features(images));

    /// <summary>Logits of features.</summary>
    /// <param name="features">Batch x output dimension.</param>
    /// <returns>Batch x classes.</returns>
    public Tensor Classify(Tensor features) => classifier.call(nn.functional.normalize(features, dim: -1));

    /// <summary>Says that only the head is trained.</summary>
    public void FreezeBackbone() => Backbone.requires_grad_(false);

    /// <summary>A model of its own with the same values on the same device, all of it to be trained.</summary>
    public ImageClassifier Copy()
    {
        var copy = new ImageClassifier(Backbone.Options, Classes);
        copy.to(classifier.weight.device);
        copy.load_state_dict(state_dict());
        return copy;
    }
}
