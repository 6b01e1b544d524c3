using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Counterfactual.Grains.Hosting.Store;

/// <summary>
/// SQLite in WAL mode: one writing connection for which turns queue within the process, and reading connections beside it.
/// With synchronous=NORMAL a killed process loses nothing that was committed; a power failure may take back the last
/// commits, but leaves a consistent database.
/// </summary>
internal sealed class SqliteDatabase : Database
{
    /// <summary>
    /// How long a statement waits for another process before its turn is tried again; nothing interrupts that wait.
    /// </summary>
    private const int SecondsToWaitForOthers = 1;

    private readonly string path;
    private readonly string connectionString;
    private readonly TimeProvider time;
    private readonly bool isInMemory;
    private readonly SemaphoreSlim writerFree = new(1, 1);
    private readonly ConcurrentBag<SqliteConnectionWithCommands> readers = [];
    private SqliteConnectionWithCommands? writer;

    public SqliteDatabase(string path, TimeProvider time)
    {
        if (path.Length == 0)
        {
            throw new StoreException("'sqlite:' names no file; expected sqlite:PATH, such as sqlite:counterfactual.db");
        }

        this.path = path;
        this.time = time;
        isInMemory = path == ":memory:";
        connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Pooling = false,
            DefaultTimeout = SecondsToWaitForOthers,
        }.ToString();
    }

    public override string Describe(Exception exception) =>
        $"cannot use the database {Path.GetFullPath(path)}: {exception.Message.TrimEnd('.')}; restore it from a copy, or move it "
        + "and its -wal and -shm files away to begin anew";

    public override string ForUpdate => "";

    public override string ForUpdateSkipLocked => "";

    public override IReadOnlyList<Statement> Prelude => [];

    public override string Translate(string schemaStatement) => schemaStatement;

    public override async Task<Session> OpenSessionAsync(bool readOnly, CancellationToken cancellation)
    {
        if (readOnly && !isInMemory)
        {
            if (!readers.TryTake(out var reader))
            {
                reader = Connect("PRAGMA query_only = ON;");
            }

            return new SqliteSession(reader, readOnly, time, () => readers.Add(reader));
        }

        await writerFree.WaitAsync(cancellation);
        try
        {
            writer ??= Connect("");
            return new SqliteSession(writer, readOnly, time, () => writerFree.Release());
        }
        catch
        {
            writerFree.Release();
            throw;
        }
    }

    public override bool IsConflict(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED };

    public override bool IsUnavailable(Exception exception) => false;

    /// <summary>Other processes are found by the slow poll alone.</summary>
    public override Task ListenAsync(Action workAvailable, CancellationToken cancellation) => Task.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        await writerFree.WaitAsync();
        writer?.Dispose();
        while (readers.TryTake(out var reader))
        {
            reader.Dispose();
        }

        writerFree.Dispose();
    }

    private SqliteConnectionWithCommands Connect(string furtherSetUp)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            connection.Open();
            connection.CreateFunction("now_ms", () => time.GetUtcNow().ToUnixTimeMilliseconds());
            using var setUp = connection.CreateCommand();
            setUp.CommandText = $"""
                PRAGMA busy_timeout = {1000 * SecondsToWaitForOthers};
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = NORMAL;
                PRAGMA wal_autocheckpoint = 8000;
                PRAGMA cache_size = -16384;
                {furtherSetUp}
                """;
            setUp.ExecuteNonQuery();
            return new(connection);
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw new StoreException($"cannot open the database {connection.DataSource}: {exception.Message}", exception);
        }
    }
}
