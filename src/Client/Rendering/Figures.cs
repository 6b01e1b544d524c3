using System.Globalization;
using Counterfactual.Grains.Experiments;

namespace Counterfactual.Client.Rendering;

/// <summary>Figures as people read them.</summary>
internal static class Figures
{
    /// <summary>A share in 0..1 as per cent with one decimal: <c>63.9</c>.</summary>
    public static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture);

    /// <summary>A duration in seconds as <c>0:31</c> or <c>1:02:05</c>; empty where it is not known.</summary>
    public static string Duration(double? seconds)
    {
        if (seconds is not double known)
        {
            return "";
        }

        var whole = TimeSpan.FromSeconds(Math.Clamp(Math.Round(known), 0, 1e9));
        return whole.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)whole.TotalHours}:{whole.Minutes:00}:{whole.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{whole.Minutes}:{whole.Seconds:00}");
    }

    /// <summary>A database time in the reader's time zone.</summary>
    public static string Time(DateTime? utc) =>
        utc is DateTime known
            ? DateTime.SpecifyKind(known, DateTimeKind.Utc).ToLocalTime()
                .ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
            : "";

    /// <summary>A loss with three significant decimals; empty where there is none yet.</summary>
    public static string Loss(double? loss) => loss?.ToString("F3", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Images a second; empty where nothing was trained.</summary>
    public static string Rate(double? imagesPerSecond) =>
        imagesPerSecond is double rate and > 0 ? rate.ToString("F0", CultureInfo.InvariantCulture) : "";

    /// <summary><c>1 experiment</c>, <c>2 experiments</c>.</summary>
    public static string Count(int number, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");

    /// <summary>The row and seed of an experiment: <c>object single, seed 0</c>.</summary>
    public static string Label(string row, int seed) => string.Create(CultureInfo.InvariantCulture, $"{row}, seed {seed}");

    /// <summary>Accuracy on the in-distribution test set, in 0..1; null where there is none.</summary>
    public static double? InDistribution(Evaluation evaluation) =>
        evaluation.TestSets.FirstOrDefault(set => set.InDistribution)?.Accuracy;

    /// <summary>Mean accuracy over the other test sets, in 0..1; null where there are none.</summary>
    public static double? OodAverage(Evaluation evaluation) =>
        evaluation.TestSets.Where(set => !set.InDistribution).Select(set => (double?)set.Accuracy).Average();
}
