namespace Counterfactual.Benchmarks;

/// <summary>What <c>bench step</c> found of one method.</summary>
internal sealed record StepRow
{
    public required string Method { get; init; }

    /// <summary>Images a second, the median of rounds.</summary>
    public required double Ours { get; init; }

    /// <summary>Half the range of the middle half of the rounds.</summary>
    public required double OursSpread { get; init; }

    /// <summary>The plain implementation's images a second; not a number where there is none.</summary>
    public required double Reference { get; init; }

    public required double ReferenceSpread { get; init; }

    /// <summary>Ours over the reference's, the median of rounds.</summary>
    public required double Ratio { get; init; }

    public required double RatioSpread { get; init; }

    /// <summary>Share of a step's time, 0..1: forward passes, the map's included.</summary>
    public required double ForwardShare { get; init; }

    public required double BackwardShare { get; init; }

    public required double OptimizerShare { get; init; }

    /// <summary>Operations a second as a share of one large matrix product's, 0..1.</summary>
    public required double PeakShare { get; init; }

    /// <summary>Bytes of tensors at once at most; null where libtorch cannot tell.</summary>
    public required long? PeakMemory { get; init; }
}
