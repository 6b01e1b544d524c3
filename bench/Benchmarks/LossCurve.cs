using System.Globalization;

namespace Counterfactual.Benchmarks;

/// <summary>
/// The first losses of a method in bfloat16 beside those in single precision, from the same weights on the same images.
/// </summary>
internal static class LossCurve
{
    // bfloat16 keeps 8 bits: a rounding is off by 0.4 % at most, and a loss is a mean of many.
    private const double Tolerance = 0.02;

    /// <returns>
    /// 0 where no loss differs by more than bfloat16's tolerance, nor at all a second time, launch by launch instead of recorded; else 1.
    /// </returns>
    public static int Compare(StepBenchmarkOptions options)
    {
        var worst = 0.0;
        foreach (var method in options.Methods)
        {
            var single = Losses(options with { HalfPrecision = false }, method);
            var half = Losses(options with { HalfPrecision = true }, method);
            var difference = single.Zip(half, (one, other) => Math.Abs(one - other) / Math.Abs(one)).Max();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{method,-22} loss {single[0]:F4} to {single[^1]:F4} in float32, {half[0]:F4} to {half[^1]:F4} in bfloat16; "
                + $"they differ by {difference:P2} at most over {single.Length} steps"));
            var again = options with { HalfPrecision = true, Recorded = !options.Recorded };
            if (options.Deterministic && !half.SequenceEqual(Losses(again, method)))
            {
                Console.WriteLine($"{method,-22} the same steps, {(again.Recorded ? "" : "not ")}recorded, have other losses");
                worst = double.PositiveInfinity;
            }

            worst = Math.Max(worst, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        }

        return worst <= Tolerance ? 0 : 1;
    }

    private static double[] Losses(StepBenchmarkOptions options, string method)
    {
        Torch.torch.manual_seed(0);
        using var step = new OurStep(options, method);
        return step.Losses(options.LossCurve);
    }
}
