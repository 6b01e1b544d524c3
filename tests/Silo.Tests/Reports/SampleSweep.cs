using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Reports;
using Counterfactual.Silo.Sweeps;

namespace Counterfactual.Silo.Tests.Reports;

/// <summary>Sweeps with made-up results, from which reports are drawn.</summary>
internal static class SampleSweep
{
    public static readonly string[] TestSets = ["ID", "V2", "R", "Sketch", "ObjectNet", "A"];

    private static readonly DateTime _launched = new(2026, 3, 1, 8, 0, 0, DateTimeKind.Utc);

    public static ReportEnvironment Environment { get; } = new()
    {
        Program = "0.1.0+1234567",
        Method = 1,
        Torch = "1.13.1",
        Runtime = ".NET 10.0.0",
        System = "Debian GNU/Linux 12 (bookworm)",
        Hardware = "Example CPU @ 2.00GHz, 2 cores, 8 GiB",
    };

    /// <summary>What the report of a sweep is drawn from, without learning curves.</summary>
    public static ReportMaterial Material(SweepDetails sweep) => new(sweep, Environment);

    /// <summary>A sweep from a file's text.</summary>
    /// <param name="text">The sweep file.</param>
    /// <param name="finish">Gives each experiment, numbered from 1, its end; null to leave it waiting.</param>
    public static SweepDetails Of(string text, Func<PlannedExperiment, ExperimentSnapshot, ExperimentSnapshot?> finish)
    {
        var plan = SweepFile.Parse(text, "sample.yaml");
        List<ExperimentSnapshot> experiments = [];
        foreach (var (planned, index) in plan.Experiments.Select((planned, index) => (planned, index)))
        {
            ExperimentSnapshot waiting = new()
            {
                Id = $"{plan.Name}/{index + 1}",
                Number = index + 1,
                Point = planned.Point with
                {
                    Cell = $"cell-{index + 1}",
                    Settings =
                        $$"""{"method":"{{planned.Settings.Method}}","data":{"rho":0.95,"train_images":2000},"""
                        + $"\"seed\":{planned.Settings.Seed}}}",
                },
                Status = ExperimentStatus.Queued,
                Queued = _launched,
            };
            experiments.Add(finish(planned, waiting) ?? waiting);
        }

        int Count(ExperimentStatus status) => experiments.Count(experiment => experiment.Status == status);
        var open = Count(ExperimentStatus.Queued) + Count(ExperimentStatus.Running) > 0;
        return SweepContracts.Detail(
            new()
            {
                Id = plan.Name,
                Name = plan.Name,
                Status = open
                    ? SweepStatus.Running
                    : Count(ExperimentStatus.Failed) > 0 ? SweepStatus.Failed : SweepStatus.Completed,
                Counts = new(
                    Count(ExperimentStatus.Queued), Count(ExperimentStatus.Running), Count(ExperimentStatus.Completed),
                    Count(ExperimentStatus.Failed), Count(ExperimentStatus.Cancelled)),
                Created = _launched,
                Ended = open ? null : _launched.AddSeconds(1031),
                File = plan.Text,
            },
            experiments);
    }

    /// <summary>The experiment with accuracies in percent of 2,000 images of each test set, by alpha.</summary>
    public static ExperimentSnapshot Completed(
        this ExperimentSnapshot experiment, params (double Alpha, double[] Percent)[] evaluations) => experiment with
        {
            Status = ExperimentStatus.Completed,
            Attempts = 1,
            Device = $"laptop/cpu:{experiment.Number % 2}",
            Started = _launched,
            Ended = _launched.AddSeconds(60),
            Result = new()
            {
                Evaluations =
            [
                .. evaluations.Select(evaluation => new Evaluation(
                    evaluation.Alpha,
                    [.. evaluation.Percent.Select((percent, index) =>
                        new TestSetAccuracy(TestSets[index], index == 0, (int)Math.Round(20 * percent), 2000))])),
            ],
                TrainingSeconds = experiment.Point.Parameters[0].Value == "zero_shot" ? 0 : 40,
                EvaluationSeconds = 6.4,
                ImagesPerSecond = experiment.Point.Parameters[0].Value == "zero_shot" ? 0 : 200,
                Epoch = 4,
            },
        };

    public static ExperimentSnapshot Failed(this ExperimentSnapshot experiment, string message) => experiment with
    {
        Status = ExperimentStatus.Failed,
        Attempts = 3,
        Device = "laptop/cpu:0",
        LastFailure = new(FailureCause.TrainerError, message),
    };
}
