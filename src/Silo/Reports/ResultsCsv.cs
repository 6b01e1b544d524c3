using System.Globalization;
using System.Text;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Reports;

/// <summary>A sweep's results as comma-separated values (RFC 4180): a line for each experiment, alpha and test set.</summary>
public static class ResultsCsv
{
    /// <summary>
    /// The file's text. Columns: sweep, experiment, cell, one for each parameter, seed, stopped_epoch (empty where training came
    /// to its end), alpha (0..1), test_set, correct, count,
    /// accuracy (0..1). Experiments without a result have no line.
    /// </summary>
    public static string Write(SweepDetails sweep)
    {
        string[] parameters =
        [
            .. sweep.Experiments.SelectMany(experiment => experiment.Parameters).Select(parameter => parameter.Name).Distinct(),
        ];
        StringBuilder text = new();
        Csv.Line(text, ["sweep", "experiment", "cell", .. parameters, "seed", "stopped_epoch", "alpha", "test_set", "correct",
            "count", "accuracy"]);
        foreach (var experiment in sweep.Experiments)
        {
            string[] settings = [.. parameters.Select(name => Value(experiment, name))];
            foreach (var evaluation in experiment.Evaluations)
            {
                foreach (var testSet in evaluation.TestSets)
                {
                    Csv.Line(text,
                    [
                        sweep.Sweep.Id, experiment.Id, experiment.Cell, .. settings, Number(experiment.Seed),
                        experiment.Stopped is { } stop ? Number(stop.Epoch) : "",
                        Number(evaluation.Alpha), testSet.Name, Number(testSet.Correct), Number(testSet.Count),
                        Number(testSet.Accuracy),
                    ]);
                }
            }
        }

        return text.ToString();
    }

    private static string Value(ExperimentDetails experiment, string name) =>
        experiment.Parameters.FirstOrDefault(parameter => parameter.Name == name)?.Value ?? "";

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
