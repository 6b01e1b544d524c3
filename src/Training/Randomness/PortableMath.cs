using System.Numerics;

namespace Counterfactual.Training.Randomness;

/// <summary>
/// Sine, cosine, exponential and logarithm that give the same bits on every machine.
/// </summary>
/// <remarks>
/// Those of <see cref="Math"/> call the C library, whose last bits differ between versions and processors. These use only
/// what IEEE 754 fixes to the bit: + - * /, rounding to whole numbers, and bit patterns. The vector forms work lane by lane, so
/// the width of the vector changes nothing.
/// </remarks>
internal static class PortableMath
{
    private const double Ln2 = 0.693147180559945309417;

    /// <summary>Sine and cosine of an angle in turns (1 turn = 2 pi), to about 1e-16.</summary>
    public static (double Sin, double Cos) SinCosOfTurns(double turns)
    {
        var quarter = Math.Floor((4 * turns) + 0.5);
        var a = (turns - (quarter / 4)) * (2 * Math.PI);
        var a2 = a * a;

        // Taylor series: |a| is at most pi / 4.
        var sin = a * (1 + (a2 * ((-1.0 / 6) + (a2 * ((1.0 / 120) + (a2 * ((-1.0 / 5040) + (a2 * ((1.0 / 362880)
            + (a2 * ((-1.0 / 39916800) + (a2 * ((1.0 / 6227020800) - (a2 / 1307674368000))))))))))))));
        var cos = 1 + (a2 * ((-1.0 / 2) + (a2 * ((1.0 / 24) + (a2 * ((-1.0 / 720) + (a2 * ((1.0 / 40320)
            + (a2 * ((-1.0 / 3628800)
                + (a2 * ((1.0 / 479001600) + (a2 * ((-1.0 / 87178291200) + (a2 / 20922789888000)))))))))))))));
        return (quarter - (4 * Math.Floor(quarter / 4))) switch
        {
            0 => (sin, cos),
            1 => (cos, -sin),
            2 => (-sin, -cos),
            _ => (-cos, sin),
        };
    }

    /// <summary>Sine of each lane's angle in turns, to about 1e-6 for angles below 100 turns.</summary>
    public static Vector<float> SinOfTurns(Vector<float> turns)
    {
        var r = turns - Vector.Floor(turns + Vector.Create(0.5f));

        // sin(pi - a) = sin(a) folds the half turn into a quarter; the sign goes along.
        var a = Vector.Min(Vector.Abs(r), Vector.Create(0.5f) - Vector.Abs(r)) * (float)(2 * Math.PI);
        var a2 = a * a;
        var series = Vector.Create(-1f / 39916800);
        series = (series * a2) + Vector.Create(1f / 362880);
        series = (series * a2) + Vector.Create(-1f / 5040);
        series = (series * a2) + Vector.Create(1f / 120);
        series = (series * a2) + Vector.Create(-1f / 6);
        series = (series * a2) + Vector<float>.One;
        var sin = series * a;
        return Vector.ConditionalSelect(Vector.LessThan(r, Vector<float>.Zero), -sin, sin);
    }

    /// <summary>e to the power x, to about 1e-15 relative, for x from -700 to 700.</summary>
    /// <exception cref="ArgumentOutOfRangeException">x is outside that range.</exception>
    public static double Exp(double x)
    {
        if (x is not (>= -700 and <= 700))
        {
            throw new ArgumentOutOfRangeException(nameof(x), x, "the exponent must be from -700 to 700");
        }

        var power = Math.Floor((x / Ln2) + 0.5);
        var r = x - (power * Ln2);
        var series = 1.0;
        for (var term = 14; term > 0; term--)
        {
            series = 1 + (series * r / term);
        }

        return series * BitConverter.Int64BitsToDouble(((long)power + 1023) << 52);
    }

    /// <summary>Natural logarithm, to about 1e-15, of a positive normal number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">x is not a positive, normal, finite number.</exception>
    public static double Log(double x)
    {
        if (!(double.IsNormal(x) && x > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(x), x, "the logarithm is of positive normal numbers");
        }

        var bits = BitConverter.DoubleToInt64Bits(x);
        var power = (int)(bits >> 52) - 1023;
        var m = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (m > 1.4142135623730951)
        {
            m /= 2;
            power++;
        }

        // log m = 2 artanh s, and |s| is below 0.172.
        var s = (m - 1) / (m + 1);
        var s2 = s * s;
        var series = 0.0;
        for (var odd = 23; odd > 0; odd -= 2)
        {
            series = (series * s2) + (1.0 / odd);
        }

        return (2 * s * series) + (power * Ln2);
    }
}
