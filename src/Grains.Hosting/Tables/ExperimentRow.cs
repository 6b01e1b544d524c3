using System.Data.Common;
using Counterfactual.Grains.Experiments;

namespace Counterfactual.Grains.Hosting.Tables;

/// <summary>The columns of the experiment table that hold the experiment grain's state.</summary>
internal static class ExperimentRow
{
    /// <summary>What <see cref="Read"/> expects, in its order.</summary>
    public const string Columns =
        "point, status, max_attempts, attempts, epoch, device, queued, started, ended, checkpoint, result, "
        + "last_failure, reused_from, fine_tuned, evaluation, history, trace";

    /// <summary>How many columns that are.</summary>
    public const int ColumnCount = 17;

    public static ExperimentState Read(DbDataReader row) => new()
    {
        Point = Json.Read<ExperimentPoint>(row.GetString(0)),
        Status = Enum.Parse<ExperimentStatus>(row.GetString(1)),
        MaxAttempts = row.GetInt32(2),
        Attempts = row.GetInt32(3),
        Epoch = row.GetInt64(4),
        Device = row.StringOrNull(5),
        Queued = row.Time(6),
        Started = row.TimeOrNull(7),
        Ended = row.TimeOrNull(8),
        Checkpoint = row.JsonOrNull<Checkpoint>(9),
        Result = row.JsonOrNull<ExperimentResult>(10),
        LastFailure = row.JsonOrNull<ExperimentFailure>(11),
        ReusedFrom = row.StringOrNull(12),
        FineTuned = row.JsonOrNull<ArtifactReference>(13),
        Evaluation = row.JsonOrNull<PartedEvaluation>(14),
        History = row.JsonOrNull<AttemptRecord[]>(15) ?? [],
        Trace = row.StringOrNull(16),
    };

    /// <summary>Every column but the point, which never changes.</summary>
    public static (string Name, object? Value)[] Parameters(ExperimentKey key, ExperimentState state) =>
    [
        ("@sweep", key.Sweep),
        ("@number", key.Number),
        ("@status", state.Status.ToString()),
        ("@max_attempts", state.MaxAttempts),
        ("@attempts", state.Attempts),
        ("@epoch", state.Epoch),
        ("@device", state.Device),
        ("@queued", RowReading.ToMilliseconds(state.Queued)),
        ("@started", RowReading.ToMilliseconds(state.Started)),
        ("@ended", RowReading.ToMilliseconds(state.Ended)),
        ("@checkpoint", Json.WriteOrNull(state.Checkpoint)),
        ("@result", Json.WriteOrNull(state.Result)),
        ("@last_failure", Json.WriteOrNull(state.LastFailure)),
        ("@reused_from", state.ReusedFrom),
        ("@fine_tuned", Json.WriteOrNull(state.FineTuned)),
        ("@evaluation", Json.WriteOrNull(state.Evaluation)),
        ("@history", state.History.Count == 0 ? null : Json.Write(state.History)),
        ("@stopped_rung", state.Result?.Stopped?.Rung),
    ];
}
