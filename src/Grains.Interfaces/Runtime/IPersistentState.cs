namespace Counterfactual.Grains.Runtime;

/// <summary>State of a grain, kept in the database; injected into the grain's constructor.</summary>
/// <typeparam name="TState">A class with a parameterless constructor, serialised as JSON.</typeparam>
public interface IPersistentState<TState>
{
    /// <summary>The state; a new one where none is stored. Loaded before the turn begins.</summary>
    TState State { get; set; }

    /// <summary>Whether the database holds this state.</summary>
    bool RecordExists { get; }

    /// <summary>An opaque version that changes with each write; empty where none is stored.</summary>
    string Etag { get; }

    /// <summary>Reads the state again, dropping unwritten changes.</summary>
    Task ReadStateAsync();

    /// <summary>Writes the state within the turn; it becomes visible to others when the turn commits.</summary>
    Task WriteStateAsync();

    /// <summary>Removes the state within the turn.</summary>
    Task ClearStateAsync();
}

/// <summary>Names a constructor parameter of type <see cref="IPersistentState{TState}"/>.</summary>
/// <param name="stateName">The name under which the state is stored.</param>
/// <param name="storageName">The storage provider; the host's default where absent.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
{
    /// <summary>The name under which the state is stored.</summary>
    public string StateName { get; } = stateName;

    /// <summary>The storage provider; null for the host's default.</summary>
    public string? StorageName { get; } = storageName;
}
