using System.Data.Common;
using Counterfactual.Grains.Hosting.Store;
using Counterfactual.Grains.Hosting.Turns;

namespace Counterfactual.Grains.Hosting.Tables;

/// <summary>Where states of one type are kept.</summary>
internal interface IStateStorage<TState>
    where TState : class
{
    /// <summary>
    /// Finds the stored state and locks it until the turn ends, unless the turn is read-only; no row where none is stored.
    /// </summary>
    Statement Select(Turn turn, GrainId id);

    /// <summary>The state of a row that was found.</summary>
    StoredState<TState> Read(DbDataReader row);

    /// <summary>Keeps others from storing a state where there is none. Whether it has to be looked for again.</summary>
    Task<bool> LockAbsentAsync(Turn turn, GrainId id);

    /// <summary>Stores a state; version 1 is its first.</summary>
    void Write(Turn turn, GrainId id, TState state, long version);

    void Clear(Turn turn, GrainId id);
}

/// <summary>A state with its version, from 1.</summary>
internal sealed record StoredState<TState>(TState State, long Version);
