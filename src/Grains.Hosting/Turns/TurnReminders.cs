using Counterfactual.Grains.Hosting.Tables;
using Counterfactual.Grains.Runtime;

namespace Counterfactual.Grains.Hosting.Turns;

/// <summary>The reminders of one grain, changed within a turn.</summary>
internal sealed class TurnReminders(Turn turn, GrainId id) : IGrainReminders
{
    public Task<IGrainReminder> RegisterOrUpdate(string reminderName, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.FromMilliseconds(1));
        if (!id.Type.IsRemindable)
        {
            throw new InvalidOperationException($"{id} cannot have reminders, since it is not IRemindable");
        }

        turn.Reminders.Register(id, reminderName, dueTime, period);
        return Task.FromResult<IGrainReminder>(new NamedReminder(reminderName));
    }

    public async Task<IGrainReminder?> Get(string reminderName) =>
        turn.Reminders.Exists(id, reminderName) ?? await ReminderTable.Exists(turn.Session, id, reminderName)
            ? new NamedReminder(reminderName) : null;

    public Task Unregister(IGrainReminder reminder)
    {
        turn.Reminders.Unregister(id, reminder.ReminderName);
        return Task.CompletedTask;
    }

    private sealed record NamedReminder(string ReminderName) : IGrainReminder;
}
