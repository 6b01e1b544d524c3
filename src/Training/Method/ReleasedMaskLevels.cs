namespace Counterfactual.Training.Method;

/// <summary>
/// The rates and thresholds of the released experiments (CLIP on ImageNet). They do not transfer:
/// choose them on a validation split.
/// </summary>
public static class ReleasedMaskLevels
{
    /// <summary>The weight of the feature distance.</summary>
    public const double Beta = 30;

    /// <summary>Rate or threshold of a masking and refill; null where nothing is masked.</summary>
    public static double? Of(Masking masking, Refill refill) => (masking, refill) switch
    {
        (Masking.Random, Refill.None) => 0.75,
        (Masking.Random, _) => 0.5,
        (Masking.Object, Refill.Multi) => 0.6,
        (Masking.Object, _) => 0.3,
        (Masking.Context, Refill.None) => 0.6,
        (Masking.Context, Refill.Single) => 0.5,
        (Masking.Context, _) => 0.3,
        _ => null,
    };
}
