using System.Data.Common;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting.Store;

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

    /// <summary>Which experiment a row is or belongs to, in every table.</summary>
    public static Column[] Key { get; } = [Column.Text("sweep"), Column.Integer("number")];

    /// <summary>Every column of the state but the point and the trace, which never change.</summary>
    public static Column[] Changing { get; } =
    [
        Column.Text("status"), Column.Integer("max_attempts"), Column.Integer("attempts"), Column.BigInt("epoch"),
        Column.Text("device"), Column.BigInt("queued"), Column.BigInt("started"), Column.BigInt("ended"),
        Column.Text("checkpoint"), Column.Text("result"), Column.Text("last_failure"), Column.Text("reused_from"),
        Column.Text("fine_tuned"), Column.Text("evaluation"), Column.Text("history"), Column.Integer("stopped_rung"),
    ];

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

    /// <summary>Values for <see cref="Key"/> and <see cref="Changing"/>.</summary>
    public static object?[] Values(ExperimentKey key, ExperimentState state) =>
    [
        key.Sweep,
        key.Number,
        state.Status.ToString(),
        state.MaxAttempts,
        state.Attempts,
        state.Epoch,
        state.Device,
        RowReading.ToMilliseconds(state.Queued),
        RowReading.ToMilliseconds(state.Started),
        RowReading.ToMilliseconds(state.Ended),
        Json.WriteOrNull(state.Checkpoint),
        Json.WriteOrNull(state.Result),
        Json.WriteOrNull(state.LastFailure),
        state.ReusedFrom,
        Json.WriteOrNull(state.FineTuned),
        Json.WriteOrNull(state.Evaluation),
        state.History.Count == 0 ? null : Json.Write(state.History),
        state.Result?.Stopped?.Rung,
    ];
}
