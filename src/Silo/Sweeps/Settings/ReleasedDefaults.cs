using Counterfactual.Training.Method;

namespace Counterfactual.Silo.Sweeps.Settings;

/// <summary>What the paper's released experiments use where a sweep file says nothing (arXiv 2303.03052, released code).</summary>
internal static class ReleasedDefaults
{
    /// <summary>Weight of the feature distance.</summary>
    public const double Beta = 30;

    /// <summary>Random masking: rate by refill.</summary>
    public static double Rate(Refill refill) => refill == Refill.None ? 0.75 : 0.5;

    /// <summary>Object and context masking: relevance threshold by refill.</summary>
    public static double Threshold(Masking masking, Refill refill) => (masking, refill) switch
    {
        (Masking.Object, Refill.Multi) => 0.6,
        (Masking.Object, _) => 0.3,
        (Masking.Context, Refill.None) => 0.6,
        (Masking.Context, Refill.Single) => 0.5,
        (Masking.Context, Refill.Multi) => 0.3,
        _ => throw new ArgumentOutOfRangeException(nameof(masking), masking, "only object and context masking have a threshold"),
    };
}
