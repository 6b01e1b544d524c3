using System.Data.Common;

namespace Counterfactual.Grains.Hosting.Store;

/// <summary>A transaction on SQLite; statements run at once, since there is no journey to save.</summary>
internal sealed class SqliteSession(SqliteConnectionWithCommands connection, bool readOnly, TimeProvider time, Action release)
    : Session(readOnly)
{
    private bool isReleased;

    public override Task QueryTogetherAsync(IReadOnlyList<Query> queries)
    {
        foreach (var query in queries)
        {
            Guard(() => Run(query));
        }

        return Task.CompletedTask;
    }

    public override Task FlushAsync()
    {
        Guard(() => 0);
        return Task.CompletedTask;
    }

    public override void NotifyWork()
    {
    }

    public override Task<bool> LockAbsentAsync(string name) => Task.FromResult(false);

    public override Task CommitAsync()
    {
        if (HasBegun)
        {
            Guard(() => connection.Command(new("COMMIT")).ExecuteNonQuery());
        }

        ThrowIfFailed();
        IsCommitted = true;
        Release();
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        var failed = Failure is not null;
        Close();
        try
        {
            // After some failures SQLite has rolled back by itself; asking again then fails, and must not hide the first failure.
            if (HasBegun && !IsCommitted && !isReleased)
            {
                connection.Command(new("ROLLBACK")).ExecuteNonQuery();
            }
        }
        catch (DbException) when (failed)
        {
        }
        finally
        {
            Release();
        }

        return ValueTask.CompletedTask;
    }

    protected override void RunLater(Statement statement) => Guard(() => connection.Command(statement).ExecuteNonQuery());

    private int Run(Query query)
    {
        using var reader = connection.Command(query.Statement).ExecuteReader();
        var rows = 0;
        for (; reader.Read(); rows++)
        {
            query.OnRow(reader);
        }

        return rows;
    }

    private T Guard<T>(Func<T> run)
    {
        ThrowIfFailed();
        try
        {
            Begin();
            return run();
        }
        catch (Exception exception)
        {
            Failure = exception;
            throw;
        }
    }

    private void Begin()
    {
        if (!HasBegun)
        {
            connection.Command(new(ReadOnly ? "BEGIN" : "BEGIN IMMEDIATE")).ExecuteNonQuery();
            HasBegun = true;
            Now = time.GetUtcNow().ToUnixTimeMilliseconds();
        }
    }

    private void Release()
    {
        if (!isReleased)
        {
            isReleased = true;
            release();
        }
    }
}
