using Counterfactual.Grains.Hosting.Store;
using Counterfactual.Grains.Hosting.Turns;

namespace Counterfactual.Grains.Hosting.Tables;

/// <summary>A reminder that has to be delivered.</summary>
internal sealed record DueReminder(string Grain, string Key, string Name, long FirstDue, long Period, long Due);

/// <summary>The reminders of all grains.</summary>
internal static class ReminderTable
{
    private static readonly Column[] Key = [Column.Text("grain"), Column.Text("key"), Column.Text("name")];

    private static readonly RowStatement Schedule = RowStatement.Upsert(
        "reminder", Key, [Column.BigInt("first_due"), Column.BigInt("period"), Column.BigInt("due")]);

    private static readonly RowStatement Remove = RowStatement.Delete("reminder", Key);

    public static void Register(Session session, GrainId id, string name, TimeSpan dueTime, TimeSpan period)
    {
        var due = session.Now + (long)Math.Ceiling(dueTime.TotalMilliseconds);
        session.Defer(Schedule.For(id.Type.Name, id.Key, name, due, (long)period.TotalMilliseconds, due));
    }

    public static void Unregister(Session session, GrainId id, string name) =>
        session.Defer(Remove.For(id.Type.Name, id.Key, name));

    public static async Task<bool> Exists(Session session, GrainId id, string name) => (await session.QueryAsync(
        new(
            "SELECT 1 FROM reminder WHERE grain = @grain AND key = @key AND name = @name",
            ("@grain", id.Type.Name), ("@key", id.Key), ("@name", name)),
        _ => 0)).Count > 0;

    public static Task<List<DueReminder>> FindDue(Session session, int limit) => session.QueryAsync(
        new(
            """
            SELECT grain, key, name, first_due, period, due FROM reminder WHERE due <= now_ms()
            ORDER BY due, grain, key, name LIMIT @limit
            """,
            ("@limit", limit)),
        row => new DueReminder(
            row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5)));

    /// <summary>
    /// Moves a due reminder to its next tick after now; false where someone else has delivered, moved or removed it.
    /// </summary>
    public static async Task<bool> TryAdvance(Session session, DueReminder reminder) => (await session.QueryAsync(
        new(
            """
            UPDATE reminder SET due = due + ((now_ms() - due) / period + 1) * period
            WHERE grain = @grain AND key = @key AND name = @name AND due = @due AND due <= now_ms()
            RETURNING due
            """,
            ("@grain", reminder.Grain), ("@key", reminder.Key), ("@name", reminder.Name), ("@due", reminder.Due)),
        row => row.GetInt64(0))).Count > 0;

    /// <summary>Puts off a reminder whose delivery failed.</summary>
    public static void Postpone(Session session, DueReminder reminder, TimeSpan delay) => session.Defer(new(
        """
        UPDATE reminder SET due = now_ms() + @delay WHERE grain = @grain AND key = @key AND name = @name AND due = @due
        """,
        ("@delay", (long)delay.TotalMilliseconds), ("@grain", reminder.Grain), ("@key", reminder.Key), ("@name", reminder.Name),
        ("@due", reminder.Due)));
}
