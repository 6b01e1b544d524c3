using Npgsql;

namespace Counterfactual.Grains.Hosting.Store;

/// <summary>
/// A transaction on PostgreSQL. Each statement that must wait for the server is a journey; what needs no answer, the beginning
/// and the commit travel with another statement in one batch, and statements that do the same with different rows are one.
/// </summary>
internal sealed class PostgresSession(
    NpgsqlConnection connection, bool readOnly, TimeSpan deadline, CancellationToken cancellation) : Session(readOnly)
{
    private const int LargestBatch = 100;

    private readonly DeferredStatements deferred = new();

    public override async Task QueryTogetherAsync(IReadOnlyList<Query> queries)
    {
        await FlushAllButLastBatch();
        await Guard(async () =>
        {
            await using var batch = NewBatch();
            var begins = TakeDeferred(batch);
            var groups = Gather(queries);
            foreach (var (statements, _) in groups)
            {
                batch.BatchCommands.Add(PostgresCommand.Of(statements));
            }

            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            await ReadBeginning(reader, begins);
            foreach (var (statements, askers) in groups)
            {
                while (await reader.ReadAsync(cancellation))
                {
                    var asker = statements.Row is null ? 0 : (int)reader.GetInt64(reader.FieldCount - 1) - 1;
                    askers[asker].OnRow(reader);
                }

                await reader.NextResultAsync(cancellation);
            }

            return true;
        });
    }

    public override async Task FlushAsync()
    {
        await FlushAllButLastBatch();
        if (deferred.Count > 0 || !HasBegun)
        {
            await Send(cancellation);
        }
    }

    public override void NotifyWork() => Defer(new($"NOTIFY {PostgresDatabase.WorkChannel}"));

    public override async Task<bool> LockAbsentAsync(string name)
    {
        await QueryAsync(
            new("SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended(@name, 0))) AS locked", ("@name", name)), _ => 0);
        return true;
    }

    public override async Task CommitAsync()
    {
        ThrowIfFailed();
        await FlushAllButLastBatch();
        if (!HasBegun && deferred.Count == 0)
        {
            IsCommitted = true;
            return;
        }

        deferred.Add(new("COMMIT"));
        try
        {
            await Send(CancellationToken.None);
            IsCommitted = true;
        }
        catch (NpgsqlException exception) when (!IsRefusal(exception))
        {
            var inDoubt = new TurnInDoubtException(
                $"the connection was lost while the turn committed ({exception.Message}); it may have happened or not",
                exception);
            Failure = inDoubt;
            throw inDoubt;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        Close();
        try
        {
            if (HasBegun && !IsCommitted && connection.State == System.Data.ConnectionState.Open)
            {
                await using var rollback = new NpgsqlCommand("ROLLBACK", connection);
                await rollback.ExecuteNonQueryAsync();
            }
        }
        catch (NpgsqlException)
        {
            // The connection is gone, and the server rolls back without being asked.
        }
        finally
        {
            await connection.DisposeAsync();
        }
    }

    /// <summary>
    /// Whether the server answered that it rolled back, in whatever language; after anything else it may have committed.
    /// </summary>
    internal static bool IsRefusal(NpgsqlException exception) => exception is PostgresException { InvariantSeverity: "ERROR" };

    protected override void RunLater(Statement statement) => deferred.Add(statement);

    /// <summary>Queries in their order, neighbours together that look for rows in the same way.</summary>
    private static List<(StatementGroup Statements, List<Query> Askers)> Gather(IReadOnlyList<Query> queries)
    {
        List<(StatementGroup Statements, List<Query> Askers)> groups = [];
        foreach (var query in queries)
        {
            if (groups is [.., var last] && last.Statements.TryAdd(query.Statement))
            {
                last.Askers.Add(query);
            }
            else
            {
                groups.Add((new(query.Statement), [query]));
            }
        }

        return groups;
    }

    private async Task FlushAllButLastBatch()
    {
        while (deferred.Count > LargestBatch)
        {
            await Send(cancellation);
        }
    }

    private Task<bool> Send(CancellationToken stop) => Guard(async () =>
    {
        await using var batch = NewBatch();
        var results = TakeDeferred(batch);
        await using var reader = await batch.ExecuteReaderAsync(stop);
        await ReadBeginning(reader, results);
        while (await reader.NextResultAsync(stop))
        {
        }

        return true;
    });

    private NpgsqlBatch NewBatch() => new(connection) { Timeout = Math.Max(1, (int)Math.Ceiling(deadline.TotalSeconds)) };

    /// <summary>
    /// Moves the beginning, where still needed, and deferred statements to the batch; whether it brings the time.
    /// </summary>
    private bool TakeDeferred(NpgsqlBatch batch)
    {
        var begins = !HasBegun;
        if (begins)
        {
            HasBegun = true;
            batch.BatchCommands.Add(new(ReadOnly ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN"));
            batch.BatchCommands.Add(new($"SELECT {PostgresDatabase.Now}"));
        }

        foreach (var statements in deferred.Take(LargestBatch))
        {
            batch.BatchCommands.Add(PostgresCommand.Of(statements));
        }

        return begins;
    }

    private async Task ReadBeginning(NpgsqlDataReader reader, bool begins)
    {
        if (begins)
        {
            await reader.ReadAsync();
            Now = reader.GetInt64(0);
            await reader.NextResultAsync();
        }
    }

    private async Task<T> Guard<T>(Func<Task<T>> run)
    {
        ThrowIfFailed();
        try
        {
            return await run();
        }
        catch (Exception exception)
        {
            Failure = exception;
            throw;
        }
    }
}
