using System.Globalization;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Reports;

/// <summary>Figures as people read them.</summary>
internal static class ReportText
{
    /// <summary>An accuracy in 0..1 as a percentage, with its standard deviation where it has one: <c>95.9 ± 0.1</c>.</summary>
    public static string Percent(SeedStatistic? accuracy) => accuracy switch
    {
        null => "",
        { StandardDeviation: double deviation } => $"{Percent(accuracy.Mean)} ± {Percent(deviation)}",
        _ => Percent(accuracy.Mean),
    };

    /// <summary>A share in 0..1 as a percentage with one decimal.</summary>
    public static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);

    /// <summary>A difference of accuracies in points: <c>+1.5</c>, <c>-0.2</c>, <c>0.0</c>.</summary>
    public static string Points(double difference) => (100 * difference).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    /// <summary>Seconds as <c>42 s</c>, <c>3 min 12 s</c> or <c>2 h 5 min</c>.</summary>
    public static string Duration(double seconds)
    {
        var whole = (long)Math.Round(seconds);
        return whole switch
        {
            < 60 => $"{whole} s",
            < 3600 => $"{whole / 60} min {whole % 60} s",
            _ => $"{whole / 3600} h {whole % 3600 / 60} min",
        };
    }

    /// <summary>A moment in UTC: <c>2026-01-31 17:05:09 UTC</c>.</summary>
    public static string Moment(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
