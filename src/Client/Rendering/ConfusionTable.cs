using System.Globalization;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Client.Rendering;

/// <summary>What the fine-tuned model takes for something else most often, the largest number of images first.</summary>
internal static class ConfusionTable
{
    private const int Shown = 20;

    public static FittedTable Of(PredictionReport report)
    {
        var largest = (
            from set in report.Models[^1].TestSets
            from label in set.Labels
            from wrong in label.Predictions
            where !label.Accepted.Contains(wrong.Class)
            orderby wrong.Images descending, (double)wrong.Images / label.Count descending
            select (Set: set.Name, Class: report.NameOf(label), TakenFor: report.Classes[wrong.Class], wrong.Images, label.Count))
            .Take(Shown).ToList();
        return new FittedTable()
            .Add("class", largest.Select(one => new Cell(one.Class)))
            .Add("taken for", largest.Select(one => new Cell(one.TakenFor)))
            .Add("test set", largest.Select(one => new Cell(one.Set)))
            .Add("images", largest.Select(one => new Cell(one.Images.ToString(CultureInfo.InvariantCulture))), alignRight: true)
            .Add("of", largest.Select(one => new Cell(one.Count.ToString(CultureInfo.InvariantCulture))), alignRight: true)
            .Add("%", largest.Select(one => new Cell(Figures.Percent((double)one.Images / one.Count))), alignRight: true);
    }
}
