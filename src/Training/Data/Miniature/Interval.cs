using Counterfactual.Training.Randomness;

namespace Counterfactual.Training.Data.Miniature;

/// <summary>A range of values that are all equally likely.</summary>
/// <param name="Low">The least value.</param>
/// <param name="High">The greatest value; a degenerate interval has both ends alike.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>The interval from -reach to +reach.</summary>
    public static Interval Around0(double reach) => new(-reach, reach);

    /// <summary>A value drawn uniformly.</summary>
    public double Draw(CounterRandom draws)
    {
        ArgumentNullException.ThrowIfNull(draws);
        return draws.Uniform(Low, High);
    }
}
