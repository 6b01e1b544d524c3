namespace Counterfactual.Grains.Sweeps;

/// <summary>Whether a metric is better when it is high or when it is low.</summary>
[GenerateSerializer, Alias("counterfactual.metric-mode")]
public enum MetricMode
{
    /// <summary>High is better.</summary>
    Max,

    /// <summary>Low is better.</summary>
    Min,
}

/// <summary>
/// The stopping variant of asynchronous successive halving (ASHA; Li et al. 2018, "A System for Massively Parallel
/// Hyperparameter Tuning"): an experiment that reaches a rung goes on only if it is among the best
/// 1/<see cref="ReductionFactor"/> of those that reached it so far. Nobody waits for anybody, so which experiments stop depends
/// on the order in which they arrive.
/// </summary>
[GenerateSerializer, Alias("counterfactual.early-stopping")]
public sealed record EarlyStopping
{
    /// <summary>The metric that is compared, measured at the ends of epochs, such as <c>validation.accuracy</c>.</summary>
    [Id(0)] public required string Metric { get; init; }

    /// <summary>Whether high or low is better.</summary>
    [Id(1)] public MetricMode Mode { get; init; } = MetricMode.Max;

    /// <summary>Epochs until the first rung; at least 1.</summary>
    [Id(2)] public int GraceEpochs { get; init; } = 1;

    /// <summary>Epochs grow by this factor from rung to rung, and one experiment in so many goes on; at least 2.</summary>
    [Id(3)] public int ReductionFactor { get; init; } = 3;

    /// <summary>
    /// The rung at the end of an epoch, from 1: rung k is at epoch grace x factor^(k - 1); null where there is none.
    /// </summary>
    /// <param name="epoch">The epoch, from 1.</param>
    public int? RungAt(int epoch)
    {
        var rung = 1;
        for (long at = GraceEpochs; at <= epoch; at *= ReductionFactor, rung++)
        {
            if (at == epoch)
            {
                return rung;
            }
        }

        return null;
    }

    /// <summary>
    /// The decision, from nothing but what the rung had recorded: whether the newcomer is among the best
    /// floor(n / factor), at least one, of the n that it makes with those before it. Equals share the better place.
    /// </summary>
    /// <param name="recorded">Experiments recorded at the rung before.</param>
    /// <param name="better">How many of them are strictly better.</param>
    public bool GoesOn(int recorded, int better) => better < Math.Max(1, (recorded + 1) / ReductionFactor);

    /// <summary>Checks the ranges that the properties' documentation promises.</summary>
    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(Metric) || !Enum.IsDefined(Mode) || GraceEpochs < 1 || ReductionFactor < 2)
        {
            throw new ArgumentException(
                $"early stopping by '{Metric}' ({Mode}) after {GraceEpochs} epochs with factor {ReductionFactor} is not "
                + "possible; expected a metric, at least 1 epoch and a factor of at least 2");
        }
    }
}
