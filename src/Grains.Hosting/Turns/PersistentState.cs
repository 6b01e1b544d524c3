using System.Globalization;
using Counterfactual.Grains.Hosting.Tables;
using Counterfactual.Grains.Runtime;

namespace Counterfactual.Grains.Hosting.Turns;

/// <summary>A state of an activation, whatever its type.</summary>
internal abstract class PersistentState
{
    public abstract Task ReadStateAsync();
}

/// <inheritdoc cref="IPersistentState{TState}"/>
internal sealed class PersistentState<TState>(Turn turn, GrainId id, IStateStorage<TState> storage)
    : PersistentState, IPersistentState<TState>
    where TState : class, new()
{
    private long version;

    public TState State { get; set; } = new();

    public bool RecordExists => version > 0;

    public string Etag => RecordExists ? version.ToString(CultureInfo.InvariantCulture) : "";

    public override async Task ReadStateAsync()
    {
        var stored = await storage.ReadAsync(turn, id);
        (State, version) = stored is null ? (new(), 0) : (stored.State, stored.Version);
        turn.Changes.Read(id, State);
    }

    public Task WriteStateAsync()
    {
        storage.Write(turn, id, State, ++version);
        turn.Changes.Write(id, State);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync()
    {
        storage.Clear(turn, id);
        (State, version) = (new(), 0);
        return Task.CompletedTask;
    }
}
