using System.Globalization;
using System.Reflection;

namespace Counterfactual.Grains.Hosting.Store;

/// <summary>
/// Brings a database to the program's schema: numbered files, each run once, all in one transaction under a lock.
/// </summary>
internal static class Migrations
{
    private static readonly IReadOnlyList<(int Version, string Script)> All = [.. Read()];

    public static int Newest => All[^1].Version;

    /// <exception cref="StoreException">The database is a newer program's: it has a version that this one lacks.</exception>
    public static async Task RunAsync(Database database, CancellationToken cancellation)
    {
        await using var session = await database.OpenSessionAsync(readOnly: false, cancellation);
        await session.LockAbsentAsync("schema");
        foreach (var statement in database.Prelude)
        {
            session.Defer(statement);
        }

        session.Defer(new("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY)"));
        var versions = await VersionsAsync(session);

        // Below the newest as well: versions of several authors are numbered apart, and may arrive out of order.
        if (versions.Except(All.Select(migration => migration.Version)).DefaultIfEmpty(0).Max() is var unknown and > 0)
        {
            throw new StoreException(
                $"the database has schema version {unknown}, which this program does not know (its newest is {Newest}); "
                + "use the newer program that made it, or another database");
        }

        foreach (var (version, script) in All.Where(migration => !versions.Contains(migration.Version)))
        {
            foreach (var statement in script.Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                session.Defer(new(database.Translate(statement)));
            }

            session.Defer(new("INSERT INTO schema_version (version) VALUES (@version)", ("@version", version)));
        }

        await session.CommitAsync();
    }

    /// <summary>Whether a database has had every migration of this program.</summary>
    public static async Task<bool> AreDoneAsync(Database database, CancellationToken cancellation)
    {
        await using var session = await database.OpenSessionAsync(readOnly: true, cancellation);
        var versions = await VersionsAsync(session);
        return All.All(migration => versions.Contains(migration.Version));
    }

    private static Task<List<int>> VersionsAsync(Session session) =>
        session.QueryAsync(new("SELECT version FROM schema_version"), row => row.GetInt32(0));

    private static IEnumerable<(int Version, string Script)> Read()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var version = int.Parse(name.Split('.')[^2], CultureInfo.InvariantCulture);
            yield return (version, reader.ReadToEnd());
        }
    }
}
