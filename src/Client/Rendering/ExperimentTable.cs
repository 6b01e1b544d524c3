using System.Globalization;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Client.Rendering;

/// <summary>A line for each experiment.</summary>
internal static class ExperimentTable
{
    public static FittedTable Of(IReadOnlyList<ExperimentDetails> experiments)
    {
        var names = RowNames.Of(experiments);
        return new FittedTable()
            .Add("settings", experiments.Select(one => new Cell(names.Label(one.Row, one.Seed))))
            .Add("experiment", experiments.Select(one => new Cell(one.Id)))
            .Add("state", experiments.Select(Words.State))
            .Add("tries", experiments.Select(one => Number(one.Attempts)), optional: 1, alignRight: true)
            .Add("device", experiments.Select(one => new Cell(one.Device ?? "")), optional: 3)
            .Add("time", experiments.Select(one => new Cell(Figures.Duration(Seconds(one)))), optional: 2, alignRight: true)
            .Add("ID", experiments.Select(one => Accuracy(one, Figures.InDistribution)), alignRight: true)
            .Add("OOD avg", experiments.Select(one => Accuracy(one, Figures.OodAverage)), alignRight: true);
    }

    private static Cell Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static double? Seconds(ExperimentDetails one) =>
        one.TrainingSeconds is null && one.EvaluationSeconds is null
            ? null
            : (one.TrainingSeconds ?? 0) + (one.EvaluationSeconds ?? 0);

    private static Cell Accuracy(ExperimentDetails one, Func<Grains.Experiments.Evaluation, double?> figure) =>
        one.Evaluations.Count > 0 && figure(one.Evaluations[^1]) is double share ? Figures.Percent(share) : "";
}
