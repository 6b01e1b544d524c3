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
    /// 0 where no loss differs by more than bfloat16's tolerance, nor at all a second time, launch by launch instead of recorded;
    /// else 1.
    /// </returns>
    public static int Compare(StepBenchmarkOptions options)
    {
        var figures = new Figures("step", options.Json);
        figures.Condition($"{options.ModelName}, batch {options.Batch}, {options.Device}: the first {options.LossCurve} losses");
        var differing = options.Methods.Count(method => !AreEqual(options, method, figures));
        figures.End();
        return differing == 0 ? 0 : 1;
    }

    private static bool AreEqual(StepBenchmarkOptions options, string method, Figures figures)
    {
        var single = Losses(options with { HalfPrecision = false }, method);
        var half = Losses(options with { HalfPrecision = true }, method);
        figures.Condition(string.Create(
            CultureInfo.InvariantCulture,
            $"{method,-22} {single[0]:F4} to {single[^1]:F4} in float32, {half[0]:F4} to {half[^1]:F4} in bfloat16"));
        var differences = single.Zip(half, (one, other) => Math.Abs(one - other) / Math.Abs(one)).ToList();
        figures.Add(new()
        {
            Name = $"{method}, the largest difference",
            Value = 100 * differences.Max(),
            Unit = "% of a loss",
            Target = $"at most {100 * Tolerance}",
        });

        // A loss that is no number differs from every other.
        return differences.All(difference => difference <= Tolerance) && IsRepeated(options, method, half, figures);
    }

    private static bool IsRepeated(StepBenchmarkOptions options, string method, double[] half, Figures figures)
    {
        var again = options with { HalfPrecision = true, Recorded = !options.Recorded };
        if (!options.Deterministic || half.SequenceEqual(Losses(again, method)))
        {
            return true;
        }

        figures.Condition($"{method,-22} the same steps, {(again.Recorded ? "" : "not ")}recorded, have other losses");
        return false;
    }

    private static double[] Losses(StepBenchmarkOptions options, string method)
    {
        Torch.torch.manual_seed(0);
        using var step = new OurStep(options, method);
        return step.Losses(options.LossCurve);
    }
}
