using Counterfactual.Grains.Hosting.Tables;
using Counterfactual.Grains.Hosting.Turns;

namespace Counterfactual.Grains.Hosting;

/// <summary>
/// The silos of a store. A name is held as a lease, on the database's clock: who stops renewing it can be replaced.
/// </summary>
public sealed class SiloRegistry
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly TurnRunner runner;
    private readonly long duration;

    internal SiloRegistry(TurnRunner runner, TimeSpan duration)
    {
        this.runner = runner;
        this.duration = (long)duration.TotalMilliseconds;
    }

    /// <summary>
    /// Enters a silo under its name. Where another has it, this waits until that one is heard of again, or its lease is over.
    /// </summary>
    /// <exception cref="SiloNameTakenException">The other one was heard of.</exception>
    public async Task EnterAsync(SiloEntry entry, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        long? heard = null;
        while (await TryEnterAsync(entry, cancellation) is { } holder)
        {
            if (holder.Expires != (heard ??= holder.Expires))
            {
                throw SiloNameTakenException.For(entry.Name, holder.Place);
            }

            await Task.Delay(BetweenLooks, cancellation);
        }
    }

    /// <summary>Renews a silo's entry and stores what it does.</summary>
    /// <returns>False where another silo has taken the name: this one must stop.</returns>
    public Task<bool> RenewAsync(SiloEntry entry, string activity, CancellationToken cancellation = default) => runner.RunAsync(
        readOnly: false,
        async turn => (await turn.Session.QueryAsync(
            new(
                """
                UPDATE silo SET expires = now_ms() + @duration, activity = @activity
                WHERE name = @name AND instance = @instance
                RETURNING name
                """,
                ("@duration", duration), ("@activity", activity), ("@name", entry.Name), ("@instance", entry.Instance)),
            _ => 0)).Count > 0,
        cancellation);

    /// <summary>Gives up a silo's name; nothing happens where another has it.</summary>
    public Task LeaveAsync(SiloEntry entry, CancellationToken cancellation = default) => runner.RunAsync(
        readOnly: false,
        async turn =>
        {
            turn.Session.Defer(new(
                "UPDATE silo SET expires = now_ms(), activity = '' WHERE name = @name AND instance = @instance",
                ("@name", entry.Name), ("@instance", entry.Instance)));
            await turn.Session.FlushAsync();
            return default(Nothing);
        },
        cancellation);

    /// <summary>Every silo that was ever entered, by name.</summary>
    public Task<IReadOnlyList<SiloSnapshot>> AllAsync(CancellationToken cancellation = default) =>
        runner.RunAsync<IReadOnlyList<SiloSnapshot>>(
            readOnly: true,
            async turn => await turn.Session.QueryAsync(
                new("""
                    SELECT name, instance, home, place, started, CASE WHEN expires > now_ms() THEN 1 ELSE 0 END, activity
                    FROM silo ORDER BY name
                    """),
                row => new SiloSnapshot(
                    new(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3)),
                    row.Time(4), row.GetInt32(5) == 1, row.GetString(6))),
            cancellation);

    /// <summary>Enters the silo; where another has the name, who that is.</summary>
    private Task<Holder?> TryEnterAsync(SiloEntry entry, CancellationToken cancellation) => runner.RunAsync(
        readOnly: false,
        async turn =>
        {
            var entered = await turn.Session.QueryAsync(
                new(
                    """
                    INSERT INTO silo (name, instance, home, place, started, expires, activity)
                    VALUES (@name, @instance, @home, @place, now_ms(), now_ms() + @duration, '')
                    ON CONFLICT (name) DO UPDATE SET
                        instance = excluded.instance, home = excluded.home, place = excluded.place,
                        started = excluded.started, expires = excluded.expires, activity = excluded.activity
                    WHERE silo.home = excluded.home OR silo.expires <= now_ms()
                    RETURNING name
                    """,
                    ("@name", entry.Name), ("@instance", entry.Instance), ("@home", entry.Home), ("@place", entry.Place),
                    ("@duration", duration)),
                _ => 0);
            return entered.Count > 0
                ? null
                : await turn.Session.FirstAsync(
                    new("SELECT place, expires FROM silo WHERE name = @name", ("@name", entry.Name)),
                    row => new Holder(row.GetString(0), row.GetInt64(1)));
        },
        cancellation);

    private sealed record Holder(string Place, long Expires);
}
