using System.Globalization;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Client.Rendering;

/// <summary>All about one experiment, for people.</summary>
internal static class ExperimentCard
{
    public static void Write(TerminalStream output, ExperimentDetails experiment, string logCommand)
    {
        List<(string Name, string Value)> lines =
        [
            ("experiment", experiment.Id),
            ("row", experiment.Row),
            ("seed", experiment.Seed.ToString(CultureInfo.InvariantCulture)),
            .. experiment.Parameters.Select(parameter => (parameter.Name, parameter.Value)),
            ("state", Words.State(experiment).Text),
            ("attempts", experiment.Attempts.ToString(CultureInfo.InvariantCulture)),
            ("device", experiment.Device ?? ""),
            ("queued", Figures.Time(experiment.Queued)),
            ("started", Figures.Time(experiment.Started)),
            ("ended", Figures.Time(experiment.Ended)),
            ("training", Figures.Duration(experiment.TrainingSeconds)),
            ("evaluation", Figures.Duration(experiment.EvaluationSeconds)),
            ("images/s", Figures.Rate(experiment.ImagesPerSecond)),
            ("epoch taken", experiment.Epoch is int epoch and > 0 ? epoch.ToString(CultureInfo.InvariantCulture) : ""),
            ("left out", experiment.ImagesLeftOut is int images and > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{images} images that cannot be decoded") : ""),
            ("checkpoint",
                experiment.CheckpointStep is int step ? string.Create(CultureInfo.InvariantCulture, $"step {step}") : ""),
            ("reused from", experiment.ReusedFrom ?? ""),
            ("last failure", experiment.LastFailure is { } failure ? $"{Words.Of(failure.Cause)}: {failure.Message}" : ""),
            ("log", logCommand),
        ];
        var nameWidth = lines.Max(line => line.Name.Length);
        foreach (var (name, value) in lines.Where(line => line.Value.Length > 0))
        {
            output.WriteLine(VisibleText.Line($"{name.PadRight(nameWidth)}  {value}"));
        }

        if (experiment.Evaluations.Count > 0)
        {
            output.WriteLine();
            output.Write(AccuracyTable.Of(experiment.Evaluations).Fit(output.Columns));
        }
    }
}
