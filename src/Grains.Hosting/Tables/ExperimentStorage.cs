using System.Data.Common;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting.Store;
using Counterfactual.Grains.Hosting.Turns;

namespace Counterfactual.Grains.Hosting.Tables;

/// <summary>
/// The experiment grain's state as a row of the experiment table. Rows are made by <see cref="ExperimentIndex"/>.
/// </summary>
internal sealed class ExperimentStorage : IStateStorage<ExperimentState>
{
    public Statement Select(Turn turn, GrainId id)
    {
        var key = ExperimentKey.Parse(id.Key);
        return new(
            $"""
            SELECT {ExperimentRow.Columns}, version FROM experiment WHERE sweep = @sweep AND number = @number
            {(turn.Session.ReadOnly ? "" : turn.Database.ForUpdate)}
            """,
            ("@sweep", key.Sweep), ("@number", key.Number));
    }

    public StoredState<ExperimentState> Read(DbDataReader row) =>
        new(ExperimentRow.Read(row), row.GetInt64(ExperimentRow.ColumnCount));

    /// <summary>Grains of rows that do not exist store nothing.</summary>
    public Task<bool> LockAbsentAsync(Turn turn, GrainId id) => Task.FromResult(false);

    /// <exception cref="InvalidOperationException">The row does not exist.</exception>
    public void Write(Turn turn, GrainId id, ExperimentState state, long version)
    {
        if (version == 1)
        {
            throw new InvalidOperationException($"{id} does not exist; experiments are made by IExperimentIndex.Create");
        }

        turn.Session.Defer(new(
            """
            UPDATE experiment SET
                status = @status, max_attempts = @max_attempts, attempts = @attempts, epoch = @epoch,
                device = @device, queued = @queued, started = @started, ended = @ended, checkpoint = @checkpoint,
                result = @result, last_failure = @last_failure, reused_from = @reused_from, fine_tuned = @fine_tuned,
                evaluation = @evaluation, history = @history, stopped_rung = @stopped_rung, version = @version
            WHERE sweep = @sweep AND number = @number
            """,
            [.. ExperimentRow.Parameters(ExperimentKey.Parse(id.Key), state), ("@version", version)]));
    }

    public void Clear(Turn turn, GrainId id)
    {
        var key = ExperimentKey.Parse(id.Key);
        turn.Session.Defer(new(
            "DELETE FROM experiment WHERE sweep = @sweep AND number = @number", ("@sweep", key.Sweep), ("@number", key.Number)));
    }
}
