using System.Globalization;
using Counterfactual.Grains.Experiments;

namespace Counterfactual.Client.Rendering;

/// <summary>What one experiment reached: a line for each alpha, a column for each test set.</summary>
internal static class AccuracyTable
{
    public static FittedTable Of(IReadOnlyList<Evaluation> evaluations)
    {
        var table = new FittedTable().Add(
            "alpha", evaluations.Select(one => new Cell(one.Alpha.ToString(CultureInfo.InvariantCulture))));
        foreach (var (index, set) in evaluations[0].TestSets.Index())
        {
            table.Add(
                set.Name, evaluations.Select(one => new Cell(Figures.Percent(one.TestSets[index].Accuracy))), alignRight: true);
        }

        return table.Add("OOD avg", evaluations.Select(one => Average(one)), alignRight: true);
    }

    private static Cell Average(Evaluation evaluation) =>
        Figures.OodAverage(evaluation) is double average ? Figures.Percent(average) : "";
}
