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
    private static readonly RowStatement Find = Finding(locks: false);

    private static readonly RowStatement FindAndLock = Finding(locks: true);

    private static readonly RowStatement Change = RowStatement.Update(
        "experiment", ExperimentRow.Key, [.. ExperimentRow.Changing, Column.BigInt("version")]);

    private static readonly RowStatement Remove = RowStatement.Delete("experiment", ExperimentRow.Key);

    public Statement Select(Turn turn, GrainId id)
    {
        var key = ExperimentKey.Parse(id.Key);
        return (turn.Session.ReadOnly ? Find : FindAndLock).For(key.Sweep, key.Number);
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

        turn.Session.Defer(Change.For([.. ExperimentRow.Values(ExperimentKey.Parse(id.Key), state), version]));
    }

    public void Clear(Turn turn, GrainId id)
    {
        var key = ExperimentKey.Parse(id.Key);
        turn.Session.Defer(Remove.For(key.Sweep, key.Number));
    }

    private static RowStatement Finding(bool locks) =>
        RowStatement.Select("experiment", ExperimentRow.Key, $"{ExperimentRow.Columns}, version", locks);
}
