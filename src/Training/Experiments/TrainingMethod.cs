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

    /// <summary>Cross-entropy plus beta times the distance to the frozen model's softened logits, on counterfactual images (or on
    /// the clean ones where masking is none): the paper's baseline KD.</summary>
    LogitDistillation,

    /// <summary>The paper's: cross-entropy plus beta times the feature distance to the frozen model, on counterfactual images
    /// (or on the clean ones where masking is none).</summary>
    FeatureDistillation,
}

/// <summary>What methods have in common.</summary>
public static class TrainingMethodExtensions
{
    /// <summary>Whether the method holds the model to the frozen pretrained one, on counterfactual images if asked.</summary>
    public static bool Distils(this TrainingMethod method) =>
        method is TrainingMethod.LogitDistillation or TrainingMethod.FeatureDistillation;
}
