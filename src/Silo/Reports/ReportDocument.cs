using System.Globalization;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Reports.Figures;
using Counterfactual.Silo.Reports.Statistics;

namespace Counterfactual.Silo.Reports;

/// <summary>A sweep's report, in any form: its table and figures, what the numbers say, and what it takes to repeat it.</summary>
internal static class ReportDocument
{
    private const int MostFailures = 20;

    /// <summary>Writes all of it.</summary>
    public static void Write(ReportMaterial material, IDocumentWriter document)
    {
        var sweep = material.Sweep;
        document.Heading(1, $"Sweep {sweep.Sweep.Id}");
        document.Paragraph(Standing(sweep.Sweep));
        WriteResults(document, sweep);
        WriteFigures(document, material.Figures);
        WriteFindings(document, sweep);
        SignificanceSection.Write(document, material);
        WriteGalleries(document, material.Galleries);
        WriteFailures(document, sweep);
        WriteSettings(document, sweep);
        WriteDurations(document, sweep);
        WriteEnvironment(document, sweep, material.Environment);
        document.Heading(2, "Repeat it");
        document.Paragraph($"Save this sweep file as {sweep.Sweep.Name}.yaml and run the command below it.");
        document.Code("yaml", sweep.File);
        document.Code("sh", $"counterfactual sweep run {sweep.Sweep.Name}.yaml");
    }

    private static string Standing(SweepSummary sweep)
    {
        var counts = sweep.Counts;
        (int Count, string Standing)[] others =
        [
            (counts.Failed, "failed"), (counts.Cancelled, "cancelled"), (counts.Running, "running"), (counts.Queued, "waiting"),
        ];
        var standing = string.Concat(others.Where(other => other.Count > 0).Select(other => $", {other.Count} {other.Standing}"));
        return $"{counts.Completed} of {counts.Total} experiments completed{standing}. Launched "
            + $"{ReportText.Moment(sweep.Created)}"
            + (sweep.Ended is DateTime ended
                ? $", ended {ReportText.Moment(ended)} after {ReportText.Duration((ended - sweep.Created).TotalSeconds)}."
                : ".");
    }

    private static void WriteResults(IDocumentWriter document, SweepDetails sweep)
    {
        document.Heading(2, "Results");
        document.Paragraph(
            "Top-1 accuracy in percent: mean ± sample standard deviation over seeds, where there are several. Best of a column "
            + "bold, second best underlined, among rows all of whose experiments completed. OOD avg is the mean of the test sets "
            + "other than ID. t: relevance threshold; p: share of patches masked at random.");
        if (sweep.Rows.Any(row => row.StoppedEpoch is not null))
        {
            document.Paragraph(
                "Rows that say so hold experiments that were stopped early: evaluated as they were at the end of that epoch, "
                + "never averaged or compared with those that came to their end. Which ones were stopped depends on the order in "
                + "which they reached their rungs.");
        }

        document.Table(ReportTableBuilder.Build(sweep.Rows));
    }

    private static void WriteFindings(IDocumentWriter document, SweepDetails sweep)
    {
        var findings = Findings.Of(sweep);
        if (findings.Count == 0)
        {
            return;
        }

        document.Heading(2, "What the numbers say");
        document.List(findings);
        document.Paragraph(Findings.Caveat(sweep));
    }

    private static void WriteFigures(IDocumentWriter document, IReadOnlyList<Figure> figures)
    {
        if (figures.Count > 0)
        {
            document.Heading(2, "Figures");
        }

        foreach (var figure in figures)
        {
            document.Figure(figure);
        }
    }

    private static void WriteGalleries(IDocumentWriter document, IReadOnlyList<ReportGallery> galleries)
    {
        if (galleries.Count == 0)
        {
            return;
        }

        document.Heading(2, "Counterfactual images");
        document.Paragraph(
            "Training images, the same ones with the same partners after each epoch shown. Relevance: how much each patch "
            + "matters for the image's class, white the most. Mask: white where masked. Counterfactual: what student and teacher "
            + "are shown; grey where patches are only removed. From: where the masked patches come from.");
        foreach (var gallery in galleries)
        {
            document.Gallery(gallery);
        }
    }

    private static void WriteFailures(IDocumentWriter document, SweepDetails sweep)
    {
        List<ExperimentDetails> failed = [.. sweep.Experiments.Where(experiment => experiment.Status == ExperimentStatus.Failed)];
        if (failed.Count == 0)
        {
            return;
        }

        document.Heading(2, "Failed experiments");
        document.List(failed.Take(MostFailures).Select(experiment =>
            $"{experiment.Id} ({experiment.Row}, seed {experiment.Seed}), {experiment.Attempts} attempts: "
            + (experiment.LastFailure?.Message ?? "no reason was kept")));
        if (failed.Count > MostFailures)
        {
            document.Paragraph($"And {failed.Count - MostFailures} more.");
        }
    }

    private static void WriteSettings(IDocumentWriter document, SweepDetails sweep)
    {
        var common = CommonSettings.Of(sweep.Experiments.Select(experiment => experiment.Settings));
        if (common.Count > 0)
        {
            document.Heading(2, "Settings that all experiments share");
            document.Table(["setting", "value"], common.Select(setting => (IReadOnlyList<string>)[setting.Key, setting.Value]));
        }
    }

    private static void WriteDurations(IDocumentWriter document, SweepDetails sweep)
    {
        List<ExperimentDetails> timed = [.. sweep.Experiments.Where(experiment => experiment.TrainingSeconds is not null)];
        if (timed.Count == 0)
        {
            return;
        }

        document.Heading(2, "Durations");
        var total = timed.Sum(experiment => experiment.TrainingSeconds!.Value + (experiment.EvaluationSeconds ?? 0));
        document.Paragraph(
            $"In all {ReportText.Duration(total)} of training and evaluation, added up over devices. "
                + "Means over the seeds of a row:");
        document.Table(
            ["row", "training", "evaluation", "images/s"],
            timed.GroupBy(experiment => experiment.Row).Select(row => (IReadOnlyList<string>)
            [
                row.Key,
                ReportText.Duration(row.Average(experiment => experiment.TrainingSeconds!.Value)),
                ReportText.Duration(row.Average(experiment => experiment.EvaluationSeconds ?? 0)),
                row.Average(experiment => experiment.ImagesPerSecond ?? 0).ToString("0", CultureInfo.InvariantCulture),
            ]));
    }

    private static void WriteEnvironment(IDocumentWriter document, SweepDetails sweep, ReportEnvironment environment)
    {
        var devices = sweep.Experiments.Select(experiment => experiment.Device).OfType<string>().Distinct();
        document.Heading(2, "Versions and hardware");
        document.Table(
            ["what", "value"],
            [
                ["counterfactual", environment.Program],
                ["method version", environment.Method.ToString(CultureInfo.InvariantCulture)],
                ["libtorch", environment.Torch],
                [".NET", environment.Runtime],
                ["system", environment.System],
                ["hardware", environment.Hardware],
                ["seeds", string.Join(", ", sweep.Experiments.Select(experiment => experiment.Seed).Distinct().Order())],
                ["devices", string.Join(", ", devices.Order(StringComparer.Ordinal))],
            ]);
    }
}
