namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>What is to happen in virtual time, one thing after the other.</summary>
internal sealed class Agenda(VirtualTime time)
{
    private readonly PriorityQueue<Func<Task>, (DateTime Due, long Order)> entries = new();
    private long entered;

    public void In(TimeSpan delay, Func<Task> action) => entries.Enqueue(action, (time.Now + delay, entered++));

    /// <summary>Moves the clock to the next entry and lets it happen; false where nothing is left.</summary>
    public async Task<bool> StepAsync()
    {
        if (!entries.TryDequeue(out var action, out var due))
        {
            return false;
        }

        time.MoveTo(due.Due);
        await action();
        return true;
    }
}
