using System.Data.Common;
using Counterfactual.Grains.Hosting.Store;
using Counterfactual.Grains.Hosting.Turns;

namespace Counterfactual.Grains.Hosting.Tables;

/// <summary>States that are only ever read whole: one JSON document each.</summary>
internal sealed class JsonStateStorage<TState>(string name) : IStateStorage<TState>
    where TState : class
{
    private static readonly Column[] Key = [Column.Text("grain"), Column.Text("key"), Column.Text("name")];

    private static readonly RowStatement Find = RowStatement.Select("grain_state", Key, "data, version", locks: false);

    private static readonly RowStatement FindAndLock = RowStatement.Select("grain_state", Key, "data, version", locks: true);

    private static readonly RowStatement Store = RowStatement.Upsert(
        "grain_state", Key, [Column.Text("data"), Column.BigInt("version")]);

    private static readonly RowStatement Remove = RowStatement.Delete("grain_state", Key);

    public Statement Select(Turn turn, GrainId id) =>
        (turn.Session.ReadOnly ? Find : FindAndLock).For(id.Type.Name, id.Key, name);

    public StoredState<TState> Read(DbDataReader row) => new(Json.Read<TState>(row.GetString(0)), row.GetInt64(1));

    public Task<bool> LockAbsentAsync(Turn turn, GrainId id) => turn.Session.LockAbsentAsync($"{id}/{name}");

    public void Write(Turn turn, GrainId id, TState state, long version) =>
        turn.Session.Defer(Store.For(id.Type.Name, id.Key, name, Json.Write(state), version));

    public void Clear(Turn turn, GrainId id) => turn.Session.Defer(Remove.For(id.Type.Name, id.Key, name));
}
