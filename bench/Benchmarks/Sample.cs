namespace Counterfactual.Benchmarks;

/// <summary>What several runs gave of one quantity, in their order.</summary>
internal sealed class Sample(IEnumerable<double> runs)
{
    private readonly double[] runs = [.. runs];

    public int Count => runs.Length;

    public double Median => Percentile(0.5);

    /// <summary>Half the range of the middle half.</summary>
    public double Spread => (Percentile(0.75) - Percentile(0.25)) / 2;

    /// <summary>The smallest value that this share of the runs does not exceed.</summary>
    /// <param name="share">0..1.</param>
    public double Percentile(double share) => runs.Order().ElementAt(Math.Min((int)(share * runs.Length), runs.Length - 1));

    /// <summary>The quotients run by run: what disturbed both alike is not in them.</summary>
    public Sample Over(Sample other) => new(runs.Zip(other.runs, (own, theirs) => own / theirs));
}
