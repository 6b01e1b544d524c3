namespace Counterfactual.Training.Randomness;

/// <summary>The standard normal distribution's quantile function, the same bits on every machine.</summary>
/// <remarks>
/// Wichura, "Algorithm AS 241: the percentage points of the normal distribution" (Applied Statistics 37, 1988), PPND16:
/// three rational functions, coefficients from the highest power down, accurate to about 1 part in 10^16.
/// </remarks>
internal static class NormalDistribution
{
    private static ReadOnlySpan<double> CentralNumerator =>
    [
        2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987,
        13731.69376550946, 1971.5909503065513, 133.14166789178438, 3.3871328727963665,
    ];

    private static ReadOnlySpan<double> CentralDenominator =>
    [
        5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597,
        5394.196021424751, 687.1870074920579, 42.31333070160091, 1.0,
    ];

    private static ReadOnlySpan<double> MiddleNumerator =>
    [
        0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684,
        3.6478483247632045, 5.769497221460691, 4.630337846156546, 1.4234371107496835,
    ];

    private static ReadOnlySpan<double> MiddleDenominator =>
    [
        1.0507500716444169e-09, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008,
        0.6897673349851, 1.6763848301838038, 2.053191626637759, 1.0,
    ];

    private static ReadOnlySpan<double> TailNumerator =>
    [
        2.0103343992922881e-07, 2.7115555687434876e-05, 0.0012426609473880784, 0.026532189526576124,
        0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
    ];

    private static ReadOnlySpan<double> TailDenominator =>
    [
        2.0442631033899397e-15, 1.421511758316446e-07, 1.8463183175100548e-05, 0.0007868691311456133,
        0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1.0,
    ];

    /// <summary>The value below which a standard normal draw lies with the given probability.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not between 0 and 1, both excluded.</exception>
    public static double Quantile(double probability)
    {
        if (probability is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(probability), probability, "a probability between 0 and 1, both excluded");
        }

        var q = probability - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var r = 0.180625 - (q * q);
            return q * Polynomial(CentralNumerator, r) / Polynomial(CentralDenominator, r);
        }

        var distance = Math.Sqrt(-PortableMath.Log(q < 0 ? probability : 1 - probability));
        var magnitude = distance <= 5
            ? Polynomial(MiddleNumerator, distance - 1.6) / Polynomial(MiddleDenominator, distance - 1.6)
            : Polynomial(TailNumerator, distance - 5) / Polynomial(TailDenominator, distance - 5);
        return q < 0 ? -magnitude : magnitude;
    }

    private static double Polynomial(ReadOnlySpan<double> coefficients, double x)
    {
        var value = 0.0;
        foreach (var coefficient in coefficients)
        {
            value = (value * x) + coefficient;
        }

        return value;
    }
}
