using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Npgsql;

namespace Counterfactual.Grains.Hosting.Store;

/// <summary>
/// A transaction on PostgreSQL. Each statement that must wait for the server is a journey; what needs no answer, the beginning
/// and the commit travel with another statement in one batch.
/// </summary>
internal sealed partial class PostgresSession(
    NpgsqlConnection connection, bool readOnly, TimeSpan deadline, CancellationToken cancellation) : Session(readOnly)
{
    private const int LargestBatch = 1000;

    private static readonly ConcurrentDictionary<string, string> PositionalTexts = new();

    private readonly List<Statement> deferred = [];

    public override async Task QueryTogetherAsync(IReadOnlyList<Query> queries)
    {
        await FlushAllButLastBatch();
        await Guard(async () =>
        {
            await using var batch = NewBatch();
            var begins = TakeDeferred(batch);
            foreach (var query in queries)
            {
                Add(batch, query.Statement);
            }

            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            await ReadBeginning(reader, begins);
            foreach (var query in queries)
            {
                while (await reader.ReadAsync(cancellation))
                {
                    query.OnRow(reader);
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
        catch (NpgsqlException exception) when (exception is not PostgresException { Severity: "ERROR" })
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

    protected override void RunLater(Statement statement) => deferred.Add(statement);

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
            Add(batch, new(ReadOnly ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN"));
            Add(batch, new($"SELECT {PostgresDatabase.Now}"));
        }

        var count = Math.Min(deferred.Count, LargestBatch);
        foreach (var statement in deferred.Take(count))
        {
            Add(batch, statement);
        }

        deferred.RemoveRange(0, count);
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

    private static void Add(NpgsqlBatch batch, Statement statement)
    {
        var command = new NpgsqlBatchCommand(
            PositionalTexts.GetOrAdd(statement.Sql, static (_, of) => Positional(of), statement));
        foreach (var (_, value) in statement.Parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        batch.BatchCommands.Add(command);
    }

    /// <summary>With <c>$1</c> for the first parameter and so on: named ones would be searched for at every call.</summary>
    private static string Positional(Statement statement)
    {
        var numbers = statement.Parameters.Select((parameter, index) => (parameter.Name, index))
            .ToDictionary(parameter => parameter.Name, parameter => $"${parameter.index + 1}");
        return ParameterName().Replace(statement.Sql, match => numbers[match.Value]);
    }

    [GeneratedRegex("@[a-z_0-9]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ParameterName();
}
