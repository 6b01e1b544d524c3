using Counterfactual.Grains.Hosting.Turns;

namespace Counterfactual.Grains.Hosting.Tables;

/// <summary>Where states of one type are kept.</summary>
internal interface IStateStorage<TState>
    where TState : class
{
    /// <summary>The stored state, locked until the turn ends unless the turn is read-only; null where none is stored.</summary>
    Task<StoredState<TState>?> ReadAsync(Turn turn, GrainId id);

    /// <summary>Stores a state; version 1 is its first.</summary>
    void Write(Turn turn, GrainId id, TState state, long version);

    void Clear(Turn turn, GrainId id);
}

/// <summary>A state with its version, from 1.</summary>
internal sealed record StoredState<TState>(TState State, long Version);
