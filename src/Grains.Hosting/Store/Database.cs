namespace Counterfactual.Grains.Hosting.Store;

/// <summary>A database and the little in which the two kinds differ.</summary>
internal abstract class Database : IAsyncDisposable
{
    /// <summary>Opens the database that an address names, without touching its content.</summary>
    /// <param name="store"><c>sqlite:PATH</c>, <c>sqlite::memory:</c>, <c>postgres://...</c> or <c>Host=...</c>.</param>
    /// <param name="time">The clock of an embedded database.</param>
    /// <param name="deadline">How long a statement may take.</param>
    /// <exception cref="StoreException">The address has another form.</exception>
    public static Database Open(string store, TimeProvider time, TimeSpan deadline) => store switch
    {
        _ when store.StartsWith("sqlite:", StringComparison.Ordinal) => new SqliteDatabase(store["sqlite:".Length..], time),
        _ when PostgresAddress.TryRead(store, out var address) => new PostgresDatabase(address, deadline),
        _ => throw new StoreException(
            $"'{Kind(store)}' is no store; expected sqlite:PATH, postgres://USER@HOST/DATABASE or Host=...;Database=..."),
    };

    /// <summary>How an address begins; what follows may hold a password.</summary>
    private static string Kind(string store) =>
        store.IndexOfAny([':', '=']) is var end and >= 0 ? store[..(end + 1)] + "..." : store;

    /// <summary>Follows a SELECT to lock the rows that it finds.</summary>
    public abstract string ForUpdate { get; }

    /// <summary>Follows a SELECT to lock the rows that it finds, passing over those locked by others.</summary>
    public abstract string ForUpdateSkipLocked { get; }

    /// <summary>Makes what the shared schema takes for granted.</summary>
    public abstract IReadOnlyList<Statement> Prelude { get; }

    /// <summary>A statement of the shared schema in the words of this database.</summary>
    public abstract string Translate(string schemaStatement);

    /// <summary>
    /// A transaction on a connection of its own; a read-only one sees one snapshot and takes no locks. Cancelling ends the
    /// statement that runs, and with it the transaction, unless that is being committed.
    /// </summary>
    public abstract Task<Session> OpenSessionAsync(bool readOnly, CancellationToken cancellation);

    /// <summary>Whether a transaction failed for no fault of its own, was rolled back, and may succeed when run again.</summary>
    public abstract bool IsConflict(Exception exception);

    /// <summary>Whether the database could not be reached, or was lost.</summary>
    public abstract bool IsUnavailable(Exception exception);

    /// <summary>Whether there may be a server in a moment, since one is being started or restarted.</summary>
    public virtual bool IsStarting(Exception exception) => false;

    /// <summary>Why the database cannot be used, and what can be done.</summary>
    public virtual string Describe(Exception exception) => $"cannot use the store: {exception.Message}";

    /// <summary>Calls back whenever any process commits work that can be claimed, until cancelled.</summary>
    public abstract Task ListenAsync(Action workAvailable, CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();
}
