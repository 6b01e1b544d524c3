using Counterfactual.Grains.Hosting.Store;
using Counterfactual.Grains.Hosting.Tables;

namespace Counterfactual.Grains.Hosting.Turns;

/// <summary>
/// The reminders that a turn changes. Each is written once, when the turn commits, as what it is in the end: one that is moved
/// and then removed is only removed.
/// </summary>
internal sealed class ReminderChanges
{
    private readonly Dictionary<(GrainId Grain, string Name), (TimeSpan DueTime, TimeSpan Period)?> changes = [];

    public void Register(GrainId grain, string name, TimeSpan dueTime, TimeSpan period) =>
        changes[(grain, name)] = (dueTime, period);

    public void Unregister(GrainId grain, string name) => changes[(grain, name)] = null;

    /// <summary>Whether the reminder will exist; null where the turn has not changed it.</summary>
    public bool? Exists(GrainId grain, string name) =>
        changes.TryGetValue((grain, name), out var schedule) ? schedule is not null : null;

    public void Write(Session session)
    {
        foreach (var ((grain, name), schedule) in changes)
        {
            if (schedule is var (dueTime, period))
            {
                ReminderTable.Register(session, grain, name, dueTime, period);
            }
            else
            {
                ReminderTable.Unregister(session, grain, name);
            }
        }
    }
}
