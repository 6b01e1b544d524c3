namespace Counterfactual.Grains.Hosting.Tests;

/// <summary>Gives empty databases of one kind.</summary>
public abstract class TestStore
{
    /// <summary>The address of a new, empty database.</summary>
    public abstract Task<string> CreateAsync();
}

/// <summary>SQLite databases, each a file in a directory that is removed at the end.</summary>
public sealed class SqliteStore : TestStore, IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("counterfactual-sqlite-");
    private int databases;

    public override Task<string> CreateAsync() =>
        Task.FromResult($"sqlite:{directory.FullName}/{Interlocked.Increment(ref databases)}.db");

    public void Dispose() => directory.Delete(recursive: true);
}

/// <summary>PostgreSQL databases in a private cluster.</summary>
public sealed class PostgresStore : TestStore, IAsyncLifetime
{
    private PostgresServer? server;

    public override Task<string> CreateAsync() => server!.CreateDatabaseAsync();

    public async Task InitializeAsync() => server = await PostgresServer.StartAsync();

    public async Task DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }
}

[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresStore>
{
    public const string Name = "PostgreSQL";
}

[CollectionDefinition(Name)]
public sealed class SqliteCollection : ICollectionFixture<SqliteStore>
{
    public const string Name = "SQLite";
}
