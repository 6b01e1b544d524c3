namespace Counterfactual.Silo.Reports.Statistics;

/// <summary>
/// Corrects p-values for their number (Holm 1979): with a limit on the adjusted values, the chance of any false claim within the
/// family is at most that limit, whatever the tests have to do with one another.
/// </summary>
internal static class HolmCorrection
{
    /// <summary>The adjusted p-values, in the order of the given ones.</summary>
    public static IReadOnlyList<double> Adjust(IReadOnlyList<double> probabilities)
    {
        var adjusted = new double[probabilities.Count];
        var largest = 0.0;
        foreach (var (index, rank) in Enumerable.Range(0, probabilities.Count).OrderBy(index => probabilities[index])
            .Select((index, rank) => (index, rank)))
        {
            largest = Math.Max(largest, Math.Min(1, (probabilities.Count - rank) * probabilities[index]));
            adjusted[index] = largest;
        }

        return adjusted;
    }
}
