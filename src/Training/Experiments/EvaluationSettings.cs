namespace Counterfactual.Training.Experiments;

/// <summary>How accuracy is measured; nothing here changes a number.</summary>
public sealed record EvaluationSettings
{
    /// <summary>
    /// A model is evaluated on all free devices where the test sets hold more images than this, in parts of about as many; 0 for
    /// never, null for the study's default.
    /// </summary>
    public int? SpreadImages { get; init; }
}
