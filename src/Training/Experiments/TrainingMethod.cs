namespace Counterfactual.Training.Experiments;

/// <summary>How a model is obtained from the pretrained one.</summary>
public enum TrainingMethod
{
    /// <summary>Not at all: the pretrained model with its zero-shot head.</summary>
    ZeroShot,

    /// <summary>Training of the head alone, weight decay 0.</summary>
    LinearProbe,

    /// <summary>Cross-entropy on all parameters.</summary>
    Vanilla,

    /// <summary>The paper's: cross-entropy plus beta times the feature distance to the frozen model, on counterfactual images
    /// (or on the clean ones where masking is none).</summary>
    FeatureDistillation,
}
