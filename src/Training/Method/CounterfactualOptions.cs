namespace Counterfactual.Training.Method;

/// <summary>How counterfactual images are made.</summary>
public sealed record CounterfactualOptions
{
    /// <summary>Which patches are masked.</summary>
    public Masking Masking { get; init; } = Masking.None;

    /// <summary>What takes their place.</summary>
    public Refill Refill { get; init; } = Refill.None;

    /// <summary>
    /// Random masking: the rate; object and context masking: the threshold; both 0..1.
    /// </summary>
    public double Level { get; init; }

    /// <summary>Whether the masks follow the student's relevance map.</summary>
    public bool NeedsRelevance => Masking is Masking.Object or Masking.Context;
}
