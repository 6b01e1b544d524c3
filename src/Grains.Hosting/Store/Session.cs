using System.Data.Common;
using System.Runtime.ExceptionServices;

namespace Counterfactual.Grains.Hosting.Store;

/// <summary>
/// One transaction, begun by its first statement and rolled back on disposal unless committed. After a statement failed, the
/// session can do nothing but roll back. Statements run one after the other, never two at once.
/// </summary>
internal abstract class Session(bool readOnly) : IAsyncDisposable
{
    private long now;

    public bool ReadOnly { get; } = readOnly;

    /// <summary>The database's time when the transaction began, in milliseconds since 1970 UTC.</summary>
    public long Now
    {
        get => HasBegun ? now : throw new InvalidOperationException("the transaction has not begun, so it has no time yet");
        protected set => now = value;
    }

    protected bool HasBegun { get; set; }

    protected Exception? Failure { get; set; }

    protected bool IsCommitted { get; set; }

    /// <summary>Runs statements that return rows, one after the other, in one journey.</summary>
    public abstract Task QueryTogetherAsync(IReadOnlyList<Query> queries);

    /// <summary>Runs a statement that returns rows.</summary>
    public async Task<List<TRow>> QueryAsync<TRow>(Statement statement, Func<DbDataReader, TRow> map)
    {
        List<TRow> rows = [];
        await QueryTogetherAsync([new(statement, row => rows.Add(map(row)))]);
        return rows;
    }

    /// <summary>Runs a statement that returns no rows: now, or in one batch with the next query or the commit.</summary>
    /// <exception cref="InvalidOperationException">The transaction is read-only.</exception>
    public void Defer(Statement statement)
    {
        if (ReadOnly)
        {
            throw new InvalidOperationException("something was to be changed in a read-only turn");
        }

        ThrowIfFailed();
        RunLater(statement);
    }

    /// <summary>Runs what was deferred, and begins the transaction where nothing has yet.</summary>
    public abstract Task FlushAsync();

    /// <summary>Tells every process that work can be claimed, when the transaction commits.</summary>
    public abstract void NotifyWork();

    /// <summary>
    /// Keeps other transactions from creating the row of this name until this one ends. Whether the row has to be looked for
    /// again, since another transaction may have created it meanwhile.
    /// </summary>
    public abstract Task<bool> LockAbsentAsync(string name);

    /// <summary>Runs what was deferred and commits.</summary>
    /// <exception cref="TurnInDoubtException">The connection was lost while committing.</exception>
    public abstract Task CommitAsync();

    public abstract ValueTask DisposeAsync();

    public async Task<TRow?> FirstAsync<TRow>(Statement statement, Func<DbDataReader, TRow> map)
        where TRow : class
    {
        var rows = await QueryAsync(statement, map);
        return rows.Count > 0 ? rows[0] : null;
    }

    /// <summary>Keeps whatever is left of the turn from using the connection, which is another's from now on.</summary>
    protected void Close() => Failure ??= new ObjectDisposedException("the turn has ended");

    protected abstract void RunLater(Statement statement);

    protected void ThrowIfFailed()
    {
        if (Failure is not null)
        {
            ExceptionDispatchInfo.Throw(Failure);
        }
    }
}
