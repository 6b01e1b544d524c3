namespace Counterfactual.Training.Data.Miniature;

/// <summary>The sets of images of the miniature study.</summary>
/// <remarks>The numbers key the random draws of every rendered image: they never change.</remarks>
public enum MiniatureSet
{
    /// <summary>What the pretrained model saw: habitat and class apart (mirrors the web).</summary>
    Pretraining = 0,

    /// <summary>What fine-tuning draws from: habitat tied to class (mirrors ImageNet's training set).</summary>
    Train = 1,

    /// <summary>For choosing epochs and thresholds; rendered as <see cref="Train"/>.</summary>
    Validation = 2,

    /// <summary>The test set of the training distribution (mirrors ImageNet's validation set).</summary>
    Id = 3,

    /// <summary>The same distribution, wider in pose and light (mirrors ImageNet-V2).</summary>
    V2 = 4,

    /// <summary>Renditions in any habitat (mirrors ImageNet-R).</summary>
    R = 5,

    /// <summary>Line drawings without habitat (mirrors ImageNet-Sketch).</summary>
    Sketch = 6,

    /// <summary>Any habitat and strong poses (mirrors ObjectNet).</summary>
    ObjectNet = 7,

    /// <summary>Always another class's habitat (mirrors ImageNet-A).</summary>
    A = 8,
}
