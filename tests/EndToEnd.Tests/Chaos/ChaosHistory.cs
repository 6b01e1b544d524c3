using System.Globalization;
using Counterfactual.Grains.Hosting.Tests;
using Npgsql;

namespace Counterfactual.EndToEnd.Tests.Chaos;

/// <summary>
/// What happened to each experiment, written down by the database itself in the transactions in which it happened.
/// </summary>
internal sealed class ChaosHistory(PostgresServer server, string store)
{
    /// <summary>Begins to write; the schema must be there.</summary>
    public Task BeginAsync() => server.ExecuteAsync(
        """
        CREATE TABLE chaos_history (
            id BIGSERIAL PRIMARY KEY, number INTEGER NOT NULL, was TEXT NOT NULL, became TEXT NOT NULL, epoch BIGINT NOT NULL);
        CREATE FUNCTION chaos_note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN
            INSERT INTO chaos_history (number, was, became, epoch) VALUES (NEW.number, OLD.status, NEW.status, NEW.epoch);
            RETURN NULL; END';
        CREATE TRIGGER chaos_note AFTER UPDATE ON experiment FOR EACH ROW EXECUTE FUNCTION chaos_note()
        """,
        store);

    /// <summary>Checkpoints and completions so far; null while the database does not answer.</summary>
    public Task<int?> ProgressAsync() => CountAsync(
        "SELECT count(*) FROM chaos_history WHERE was = 'Running' AND became IN ('Running', 'Completed')");

    /// <summary>Experiments that are complete; null while the database does not answer.</summary>
    public Task<int?> CompletedAsync() => CountAsync("SELECT count(*) FROM experiment WHERE status = 'Completed'");

    /// <summary>Checks the history of a sweep that has ended.</summary>
    /// <exception cref="ChaosFailedException">An experiment did not end exactly once, or ran under two leases.</exception>
    public async Task CheckAsync(int experiments)
    {
        await ExpectAsync(experiments, "experiments are complete", "SELECT count(*) FROM experiment WHERE status = 'Completed'");
        await ExpectAsync(experiments, "completions were made", "SELECT count(*) FROM chaos_history WHERE became = 'Completed'");
        await ExpectAsync(
            experiments,
            "different experiments were completed",
            "SELECT count(DISTINCT number) FROM chaos_history WHERE became = 'Completed'");
        await ExpectAsync(0, "changes followed a completion", "SELECT count(*) FROM chaos_history WHERE was = 'Completed'");
        await ExpectAsync(
            0,
            "leases were not newer than the one before",
            """
            SELECT count(*) FROM (SELECT epoch, lag(epoch) OVER (PARTITION BY number ORDER BY id) AS before
                FROM chaos_history WHERE was = 'Queued' AND became = 'Running') AS begun
            WHERE epoch <= before
            """);
        await ExpectAsync(
            0,
            "reports were taken under another lease than the last",
            """
            SELECT count(*) FROM (SELECT epoch, was, max(epoch) OVER (PARTITION BY number ORDER BY id) AS newest
                FROM chaos_history) AS change
            WHERE was = 'Running' AND epoch <> newest
            """);
        await ExpectAsync(0, "items of work are left", "SELECT count(*) FROM work");
    }

    private async Task ExpectAsync(int expected, string what, string sql)
    {
        var found = await CountAsync(sql);
        if (found != expected)
        {
            throw new ChaosFailedException($"{found} {what}; expected {expected}");
        }
    }

    private async Task<int?> CountAsync(string sql)
    {
        try
        {
            return int.Parse((await server.QueryAsync(sql, store))!, CultureInfo.InvariantCulture);
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }
}
