namespace Counterfactual.Grains.Runtime;

/// <summary>A grain that can be woken by durable reminders.</summary>
public interface IRemindable : IGrain
{
    /// <summary>Called in a turn of its own when a reminder is due. It may be late; it is never lost.</summary>
    Task ReceiveReminder(string reminderName, TickStatus status);
}

/// <summary>A durable reminder of a grain.</summary>
public interface IGrainReminder
{
    /// <summary>The name, unique within the grain.</summary>
    string ReminderName { get; }
}

/// <summary>When a reminder ticks.</summary>
/// <param name="FirstTickTime">When it was first due (database clock, UTC).</param>
/// <param name="Period">Time between ticks.</param>
/// <param name="CurrentTickTime">When this tick is delivered (database clock, UTC).</param>
public readonly record struct TickStatus(DateTime FirstTickTime, TimeSpan Period, DateTime CurrentTickTime);

/// <summary>The reminders of one grain; reached through <see cref="GrainReminderExtensions"/>.</summary>
internal interface IGrainReminders
{
    Task<IGrainReminder> RegisterOrUpdate(string reminderName, TimeSpan dueTime, TimeSpan period);

    Task<IGrainReminder?> Get(string reminderName);

    Task Unregister(IGrainReminder reminder);
}

/// <summary>The calls by which a grain manages its reminders, named as in Orleans. They travel with the turn.</summary>
public static class GrainReminderExtensions
{
    /// <summary>Registers a reminder, or moves it to a new time.</summary>
    /// <param name="grain">The grain to remind; it must implement <see cref="IRemindable"/>.</param>
    /// <param name="reminderName">The name, unique within the grain.</param>
    /// <param name="dueTime">Time from now (database clock) to the first tick; not negative.</param>
    /// <param name="period">Time between ticks; positive.</param>
    public static Task<IGrainReminder> RegisterOrUpdateReminder(
        this Grain grain, string reminderName, TimeSpan dueTime, TimeSpan period) =>
        grain.Activation.Reminders.RegisterOrUpdate(reminderName, dueTime, period);

    /// <summary>The reminder of this name, or null.</summary>
    public static Task<IGrainReminder?> GetReminder(this Grain grain, string reminderName) =>
        grain.Activation.Reminders.Get(reminderName);

    /// <summary>Removes a reminder; nothing happens where it is gone already.</summary>
    public static Task UnregisterReminder(this Grain grain, IGrainReminder reminder) =>
        grain.Activation.Reminders.Unregister(reminder);
}
