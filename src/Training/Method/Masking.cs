namespace Counterfactual.Training.Method;

/// <summary>Which patches of an image are masked (paper section 3.2).</summary>
public enum Masking
{
    /// <summary>None: distillation on the clean image.</summary>
    None,

    /// <summary>Patches drawn at random.</summary>
    Random,

    /// <summary>Patches whose relevance exceeds the threshold.</summary>
    Object,

    /// <summary>Patches whose relevance does not exceed the threshold.</summary>
    Context,
}
