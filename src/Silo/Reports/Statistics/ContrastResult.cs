using System.Globalization;

namespace Counterfactual.Silo.Reports.Statistics;

/// <summary>What the test of a contrast gave.</summary>
/// <param name="Contrast">What was tested.</param>
/// <param name="Estimate">Its mean over seeds, a difference of accuracies in 0..1.</param>
/// <param name="StandardError">Standard error of that mean over seeds and images.</param>
/// <param name="DegreesOfFreedom">Of Student's t; positive.</param>
/// <param name="Probability">Two-sided p-value, before correction.</param>
internal sealed record ContrastResult(
    Contrast Contrast, double Estimate, double StandardError, double DegreesOfFreedom, double Probability)
{
    /// <summary>Adjusted p-values below this are called significant.</summary>
    public const double Level = 0.05;

    /// <summary>The p-value adjusted for all tests of its family.</summary>
    public double Adjusted { get; init; } = Probability;

    /// <summary>Whether rows were compared image by image.</summary>
    public bool IsPairedByImage { get; init; }

    /// <summary>Whether it is more than 0, significantly.</summary>
    public bool IsAbove => IsSignificant && Estimate > 0;

    /// <summary>Whether it is less than 0, significantly.</summary>
    public bool IsBelow => IsSignificant && Estimate < 0;

    /// <summary>Whether it differs from 0 significantly.</summary>
    public bool IsSignificant => Adjusted < Level;

    /// <summary>Half the width of its 95 % confidence interval, not adjusted for other tests.</summary>
    public double Margin => StandardError * StudentT.Quantile(0.05, DegreesOfFreedom);

    /// <summary>In points, with its interval and adjusted p-value: <c>+1.5 ± 0.4, p = 0.003</c>.</summary>
    public override string ToString() => $"{ReportText.Points(Estimate)} ± {ReportText.Percent(Margin)}, {PText(Adjusted)}";

    /// <summary>A p-value as people write it.</summary>
    public static string PText(double probability) => probability < 0.001
        ? "p < 0.001"
        : string.Create(CultureInfo.InvariantCulture, $"p = {probability:0.000}");
}
