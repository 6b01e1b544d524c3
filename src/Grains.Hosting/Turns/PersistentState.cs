using System.Globalization;
using Counterfactual.Grains.Hosting.Store;
using Counterfactual.Grains.Hosting.Tables;
using Counterfactual.Grains.Runtime;

namespace Counterfactual.Grains.Hosting.Turns;

/// <summary>A state of an activation, whatever its type.</summary>
internal abstract class PersistentState
{
    /// <summary>Reads the stored state, together with others.</summary>
    public abstract Query Reading { get; }

    /// <summary>Ends the reading: where nothing is stored, other turns store nothing until this one ends.</summary>
    public abstract Task EndReadingAsync();
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

    public override Query Reading => new(
        storage.Select(turn, id),
        row => (State, version) = storage.Read(row));

    public override async Task EndReadingAsync()
    {
        if (!RecordExists && !turn.Session.ReadOnly && await storage.LockAbsentAsync(turn, id))
        {
            await turn.Session.QueryTogetherAsync([Reading]);
        }

        turn.Changes.Read(id, State);
    }

    public async Task ReadStateAsync()
    {
        (State, version) = (new(), 0);
        await turn.Session.QueryTogetherAsync([Reading]);
        await EndReadingAsync();
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
