using System.Data.Common;
using Counterfactual.Grains.Hosting.Store;
using Counterfactual.Grains.Hosting.Turns;

namespace Counterfactual.Grains.Hosting.Tables;

/// <summary>States that are only ever read whole: one JSON document each.</summary>
internal sealed class JsonStateStorage<TState>(string name) : IStateStorage<TState>
    where TState : class
{
    public Statement Select(Turn turn, GrainId id) => new(
        $"""
        SELECT data, version FROM grain_state WHERE grain = @grain AND key = @key AND name = @name
        {(turn.Session.ReadOnly ? "" : turn.Database.ForUpdate)}
        """,
        ("@grain", id.Type.Name), ("@key", id.Key), ("@name", name));

    public StoredState<TState> Read(DbDataReader row) => new(Json.Read<TState>(row.GetString(0)), row.GetInt64(1));

    public Task<bool> LockAbsentAsync(Turn turn, GrainId id) => turn.Session.LockAbsentAsync($"{id}/{name}");

    public void Write(Turn turn, GrainId id, TState state, long version) => turn.Session.Defer(new(
        """
        INSERT INTO grain_state (grain, key, name, data, version) VALUES (@grain, @key, @name, @data, @version)
        ON CONFLICT (grain, key, name) DO UPDATE SET data = excluded.data, version = excluded.version
        """,
        ("@grain", id.Type.Name), ("@key", id.Key), ("@name", name), ("@data", Json.Write(state)), ("@version", version)));

    public void Clear(Turn turn, GrainId id) => turn.Session.Defer(new(
        "DELETE FROM grain_state WHERE grain = @grain AND key = @key AND name = @name",
        ("@grain", id.Type.Name), ("@key", id.Key), ("@name", name)));
}
