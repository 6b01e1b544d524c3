using System.Globalization;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Client.Rendering;

/// <summary>Something that happened to an experiment, on one line.</summary>
internal static class EventLine
{
    public static string Of(ProgressEvent happened, RowNames names)
    {
        var experiment = $"{happened.Experiment} ({names.Label(happened.Row, happened.Seed)})";
        var on = $"on {happened.Device} after {Figures.Duration(happened.Seconds)}";
        var because = string.IsNullOrEmpty(happened.Message) ? "" : $": {happened.Message}";
        var line = happened.Kind switch
        {
            ProgressEventKind.Completed => $"{experiment} {happened.Message ?? "completed"} {on}{Accuracies(happened)}",
            ProgressEventKind.Trained => $"{experiment} trained {on}{because}",
            ProgressEventKind.PartEvaluated => $"{experiment} evaluated {on}",
            ProgressEventKind.AttemptFailed => string.Create(
                CultureInfo.InvariantCulture, $"{experiment} attempt {happened.Attempt} failed {on}{because}"),
            ProgressEventKind.Released => $"{experiment} handed back {on}{because}",
            ProgressEventKind.Stopped => $"{experiment} stopped {on}{because}",
            ProgressEventKind.Warning => $"{experiment} warning{because}",
            _ => $"{experiment} {happened.Kind} {on}{because}",
        };
        return VisibleText.Line(line);
    }

    private static string Accuracies(ProgressEvent happened)
    {
        if (happened.Evaluation is not { } evaluation)
        {
            return "";
        }

        var inDistribution = Figures.InDistribution(evaluation) is double accuracy ? $": ID {Figures.Percent(accuracy)} %" : "";
        return Figures.OodAverage(evaluation) is double average
            ? $"{inDistribution}, OOD average {Figures.Percent(average)} %"
            : inDistribution;
    }
}
