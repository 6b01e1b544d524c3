using Counterfactual.Training.Experiments;

namespace Counterfactual.Client.Rendering;

/// <summary>Accuracy of the fine-tuned model on every class: a line for each, a column for each test set.</summary>
internal static class ClassTable
{
    public static FittedTable Of(PredictionReport report)
    {
        var sets = report.Models[^1].TestSets;
        var classes = sets.SelectMany(set => set.Labels).GroupBy(label => report.NameOf(label))
            .OrderBy(labels => labels.First().Accepted[0]).Select(labels => labels.Key).ToList();
        var table = new FittedTable().Add("class", classes.Select(name => new Cell(name)));
        foreach (var set in sets)
        {
            var accuracies = set.Labels.ToLookup(label => report.NameOf(label));
            table.Add(set.Name, classes.Select(name => Accuracy(accuracies[name])), alignRight: true);
        }

        return table;
    }

    private static Cell Accuracy(IEnumerable<LabelPredictions> labels)
    {
        var (correct, count) = (labels.Sum(label => label.Correct), labels.Sum(label => label.Count));
        return count == 0 ? "" : Figures.Percent((double)correct / count);
    }
}
