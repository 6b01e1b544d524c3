using System.Globalization;
using System.Text;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Reports;

namespace Counterfactual.Silo.Export;

/// <summary>A sweep's experiments as comma-separated values.</summary>
internal static class ExperimentsCsv
{
    /// <summary>A line an experiment: how it stands, what it took, and each of its settings.</summary>
    public static string Write(SweepDetails sweep)
    {
        string[] parameters = [.. sweep.Experiments.SelectMany(it => it.Parameters)
            .Select(parameter => parameter.Name).Distinct()];
        StringBuilder text = new();
        Csv.Line(text,
        [
            "experiment", "row", "seed", "status", "attempts", "device", "training_seconds", "evaluation_seconds",
            "images_per_second",
            "epoch", .. parameters,
        ]);
        foreach (var it in sweep.Experiments)
        {
            Csv.Line(text,
            [
                it.Id, it.Row, Number(it.Seed), it.Status.ToString().ToLowerInvariant(), Number(it.Attempts), it.Device ?? "",
                Number(it.TrainingSeconds), Number(it.EvaluationSeconds), Number(it.ImagesPerSecond), Number(it.Epoch),
                .. parameters.Select(name => it.Parameters.FirstOrDefault(parameter => parameter.Name == name)?.Value ?? ""),
            ]);
        }

        return text.ToString();
    }

    private static string Number(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
