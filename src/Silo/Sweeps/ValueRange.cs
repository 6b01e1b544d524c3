using System.Globalization;
using Counterfactual.Silo.Sweeps.Yaml;
using Counterfactual.Training.Randomness;

namespace Counterfactual.Silo.Sweeps;

/// <summary>How the values of a range are drawn.</summary>
internal enum RangeKind
{
    /// <summary>Numbers, evenly.</summary>
    Uniform,

    /// <summary>Numbers above 0, their logarithms evenly.</summary>
    LogUniform,

    /// <summary>Whole numbers, evenly, both ends included.</summary>
    IntUniform,
}

/// <summary>A range of a setting's values to draw from.</summary>
/// <param name="Kind">How.</param>
/// <param name="Low">The smallest value.</param>
/// <param name="High">The largest value.</param>
/// <param name="Node">Where it stands.</param>
internal sealed record ValueRange(RangeKind Kind, double Low, double High, YamlNode Node)
{
    /// <summary>
    /// A value, as its author could have written it there: six significant digits, so that it can be read, and is the same on
    /// every machine.
    /// </summary>
    public YamlScalar Draw(CounterRandom random)
    {
        var text = Kind switch
        {
            RangeKind.IntUniform =>
                (Low + Math.Floor(random.NextDouble() * (High - Low + 1))).ToString(CultureInfo.InvariantCulture),
            RangeKind.LogUniform => Number(random.LogUniform(Low, High)),
            _ => Number(random.Uniform(Low, High)),
        };
        return new(text, IsPlain: true, Node.Start, Node.End);
    }

    private string Number(double value)
    {
        var rounded = double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return Math.Clamp(rounded, Low, High).ToString("R", CultureInfo.InvariantCulture);
    }
}
