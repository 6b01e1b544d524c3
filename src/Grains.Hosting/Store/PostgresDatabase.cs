using System.Net.Sockets;
using Npgsql;

namespace Counterfactual.Grains.Hosting.Store;

/// <summary>PostgreSQL: row locks, SKIP LOCKED, LISTEN and NOTIFY.</summary>
internal sealed class PostgresDatabase(NpgsqlConnectionStringBuilder address, TimeSpan deadline) : Database
{
    /// <summary>The time of the running statement, in milliseconds since 1970 UTC.</summary>
    public const string Now = "CAST(extract(epoch FROM statement_timestamp()) * 1000 AS BIGINT)";

    public const string WorkChannel = "counterfactual_work";

    /// <summary>
    /// Every statement of ours has an index that serves it. Prepared while the tables are small, it would keep a plan that
    /// reads and sorts them whole, and the queue would become slower with every row. Planning such statements again, or
    /// compiling them, never pays.
    /// </summary>
    private const string PlanByIndex =
        "-c enable_seqscan=off -c enable_bitmapscan=off -c enable_sort=off -c jit=off -c plan_cache_mode=force_generic_plan";

    private const int SecondsBetweenSignsOfLife = 15;

    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(WithDefaults(address));

    public override string ForUpdate => "FOR UPDATE";

    public override string ForUpdateSkipLocked => "FOR UPDATE SKIP LOCKED";

    public override IReadOnlyList<Statement> Prelude =>
    [
        new($"CREATE OR REPLACE FUNCTION now_ms() RETURNS BIGINT LANGUAGE SQL STABLE AS 'SELECT {Now}'"),
    ];

    public override string Translate(string schemaStatement) =>
        schemaStatement.Replace(" WITHOUT ROWID", "", StringComparison.Ordinal);

    public override async Task<Session> OpenSessionAsync(bool readOnly, CancellationToken cancellation) =>
        new PostgresSession(await source.OpenConnectionAsync(cancellation), readOnly, deadline, cancellation);

    public override bool IsConflict(Exception exception) => exception switch
    {
        PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected } => true,
        NpgsqlException { InnerException: TimeoutException } => false,
        // The connection was lost before the commit was asked for: the server rolls back.
        NpgsqlException { IsTransient: true } => true,
        _ => IsUnavailable(exception),
    };

    public override bool IsUnavailable(Exception exception) => exception switch
    {
        PostgresException refused => refused.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections,
        _ => exception is NpgsqlException,
    };

    public override bool IsStarting(Exception exception) => exception switch
    {
        TurnInDoubtException => true,
        PostgresException refused => IsUnavailable(refused),
        NpgsqlException { InnerException: SocketException socket } =>
            socket.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable,
        NpgsqlException { InnerException: IOException } => true,
        _ => false,
    };

    public override async Task ListenAsync(Action workAvailable, CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        connection.Notification += (_, _) => workAvailable();
        await using (var listen = new NpgsqlCommand($"LISTEN {WorkChannel}", connection))
        {
            await listen.ExecuteNonQueryAsync(cancellation);
        }

        // Notices sent while nobody listened are lost.
        workAvailable();
        while (true)
        {
            await connection.WaitAsync(cancellation);
        }
    }

    public override ValueTask DisposeAsync() => source.DisposeAsync();

    private static string WithDefaults(NpgsqlConnectionStringBuilder address) =>
        new NpgsqlConnectionStringBuilder(address.ConnectionString)
        {
            ApplicationName = address.ApplicationName ?? "counterfactual",
            Options = $"{address.Options} {PlanByIndex}".TrimStart(),
            // Every statement of ours is one of a few dozen texts; nothing of ours outlives a transaction on a connection.
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            // Notices of work come over a connection on which we say nothing: without this its loss would go unnoticed.
            KeepAlive = address.KeepAlive == 0 ? SecondsBetweenSignsOfLife : address.KeepAlive,
        }.ToString();
}
