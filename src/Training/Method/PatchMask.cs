using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Method;

/// <summary>Which patches are masked (paper section 3.2): batch x patches, true where a patch is.</summary>
public static class PatchMask
{
    /// <summary>Each patch with the given probability.</summary>
    /// <param name="uniform">Draws from [0, 1), batch x patches.</param>
    /// <param name="rate">The probability, 0..1.</param>
    public static Tensor Random(Tensor uniform, double rate)
    {
        ArgumentNullException.ThrowIfNull(uniform);
        return uniform.lt(rate);
    }

    /// <summary>The patches that matter for the class.</summary>
    /// <param name="relevance">The normalised map, batch x patches.</param>
    /// <param name="threshold">What a patch must exceed, 0..1.</param>
    public static Tensor Object(Tensor relevance, double threshold)
    {
        ArgumentNullException.ThrowIfNull(relevance);
        return relevance.gt(threshold);
    }

    /// <summary>All other patches; those whose map is no number too.</summary>
    /// <param name="relevance">The normalised map, batch x patches.</param>
    /// <param name="threshold">What a patch must not exceed, 0..1.</param>
    public static Tensor Context(Tensor relevance, double threshold) => Object(relevance, threshold).logical_not();

    /// <summary>How many patches stay when this share of them is dropped: floor(patches (1 - rate)).</summary>
    public static int KeptPatches(int patches, double rate) => (int)Math.Floor(patches * (1 - rate));
}
