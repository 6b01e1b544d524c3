using System.Globalization;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Client.Tests;

/// <summary>A sweep of four rows and three seeds, half done, as the API tells of it.</summary>
internal static class Samples
{
    private static readonly string[] TestSetNames = ["ID", "V2", "R", "Sketch", "ObjectNet", "A"];

    public static readonly IReadOnlyList<Parameter> ZeroShot = [new("method", "zero_shot")];

    public static readonly IReadOnlyList<Parameter> Vanilla = [new("method", "vanilla")];

    public static readonly IReadOnlyList<Parameter> NoMasking =
        [new("method", "feature_distillation"), new("masking", "none"), new("beta", "10")];

    public static readonly IReadOnlyList<Parameter> ObjectSingle =
    [
        new("method", "feature_distillation"), new("masking", "object"), new("refill", "single"), new("threshold", "0.1"),
        new("beta", "10"),
    ];

    public static readonly IReadOnlyList<TableRow> Rows =
    [
        Row(ZeroShot, 0, [0.711, 0.690, 0.572, 0.679, 0.524, 0.713], deviation: null, experiments: 1, completed: 1),
        Row(Vanilla, 1, [0.959, 0.953, 0.364, 0.438, 0.292, 0.398], deviation: 0.001),
        Row(NoMasking, 1, [0.917, 0.916, 0.515, 0.624, 0.450, 0.614], deviation: 0.001),
        Row(ObjectSingle, null, [], deviation: null, completed: 0),
    ];

    public static readonly RunningExperiment Running = new()
    {
        Id = "table/10",
        Row = RowName(ObjectSingle),
        Seed = 2,
        Parameters = ObjectSingle,
        Device = "cpu:0",
        ProcessId = 4321,
        Attempt = 1,
        Progress = new ExperimentProgress
        {
            Phase = ExperimentPhase.Training,
            Epoch = 2,
            Epochs = 4,
            Step = 60,
            Steps = 160,
            Loss = 0.4123,
            ImagesPerSecond = 146.2,
            Done = 0.375,
        },
        Losses = [2.3, 1.9, 1.4, double.NaN, 0.9, 0.6, 0.5, 0.4123],
        Seconds = 20,
        SecondsLeft = 31,
    };

    public static SweepProgress Progress(IReadOnlyList<RunningExperiment> running, params ProgressEvent[] events) => new()
    {
        Id = "table",
        Status = SweepStatus.Running,
        Counts = new ExperimentCounts(Queued: 2, Running: running.Count, Completed: 7, Failed: 0, Cancelled: 0),
        Running = running,
        Events = events,
        LastEvent = events.Length,
        SecondsLeft = 125,
    };

    public static ProgressEvent Event(ProgressEventKind kind, string? message = null) => new()
    {
        Number = 1,
        Time = new DateTime(2026, 1, 31, 17, 5, 9, DateTimeKind.Utc),
        Kind = kind,
        Experiment = "table/10",
        Row = RowName(ObjectSingle),
        Seed = 2,
        Device = "cpu:0",
        Attempt = 1,
        Seconds = 51,
        Message = message,
        Evaluation = kind == ProgressEventKind.Completed ? Evaluation([0.909, 0.902, 0.534, 0.640, 0.478, 0.640]) : null,
    };

    public static Evaluation Evaluation(IReadOnlyList<double> accuracies) => new(
        1,
        [.. accuracies.Select((accuracy, index) =>
            new TestSetAccuracy(TestSetNames[index], index == 0, (int)Math.Round(accuracy * 2000), 2000))]);

    public static SweepDetails Details(SweepStatus status, params ExperimentDetails[] experiments) => new()
    {
        Sweep = new SweepSummary
        {
            Id = "table",
            Name = "table",
            Status = status,
            Counts = new ExperimentCounts(0, 0, 7, experiments.Length, 0),
            Created = new DateTime(2026, 1, 31, 17, 0, 0, DateTimeKind.Utc),
        },
        File = "name: table",
        Experiments = experiments,
        Rows = Rows,
    };

    public static ExperimentDetails Failed(string message) => new()
    {
        Id = "table/10",
        Number = 10,
        Row = RowName(ObjectSingle),
        Seed = 2,
        Parameters = ObjectSingle,
        Cell = new string('a', 64),
        Status = ExperimentStatus.Failed,
        Attempts = 3,
        Device = "here/cpu:0",
        Queued = new DateTime(2026, 1, 31, 17, 0, 0, DateTimeKind.Utc),
        LastFailure = new ExperimentFailure(FailureCause.TrainerError, message),
        Settings = "{}",
    };

    public static string RowName(IReadOnlyList<Parameter> parameters) =>
        string.Join(' ', parameters.Select(parameter => $"{parameter.Name}={parameter.Value}"));

    private static TableRow Row(
        IReadOnlyList<Parameter> parameters,
        double? alpha,
        double[] accuracies,
        double? deviation,
        int experiments = 3,
        int completed = 3) => new()
        {
            Row = RowName(parameters),
            Alpha = alpha,
            Parameters = parameters,
            TestSets =
            [
                .. accuracies.Select((accuracy, index) =>
                    new TestSetStatistic(TestSetNames[index], index == 0, new SeedStatistic(accuracy, deviation, completed))),
            ],
            OodAverage = completed > 0 ? new SeedStatistic(accuracies.Skip(1).Average(), deviation, completed) : null,
            Experiments = experiments,
            Completed = completed,
        };

    /// <summary>A percentage as the console writes it.</summary>
    public static string Percent(double share) => (100 * share).ToString("F1", CultureInfo.InvariantCulture);
}
