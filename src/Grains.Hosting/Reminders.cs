using Counterfactual.Grains.Hosting.Tables;
using Counterfactual.Grains.Hosting.Turns;
using Counterfactual.Grains.Runtime;
using Microsoft.Extensions.Logging;

namespace Counterfactual.Grains.Hosting;

/// <summary>
/// Delivers due reminders: each tick is a turn in which the reminder is moved on and its grain called, so that of several
/// hosts exactly one delivers it. A tick that fails is tried again after a while.
/// </summary>
internal sealed class Reminders(TurnRunner runner, GrainCatalogue catalogue, ILogger log)
{
    private const int LargestBatch = 100;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    public async Task RunAsync(TimeSpan period, CancellationToken cancellation)
    {
        var backoff = Backoff.ForStore();
        while (!cancellation.IsCancellationRequested)
        {
            var pause = period;
            try
            {
                await DeliverDueAsync(cancellation);
                backoff.Reset();
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The database may be away for a while; reminders wait in it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                if (backoff.IsFresh)
                {
                    log.LogWarning("Could not deliver due reminders; trying again until it works: {Message}", exception.Message);
                }

                pause = backoff.Next();
            }

            await Task.Delay(pause, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async Task<int> DeliverDueAsync(CancellationToken cancellation)
    {
        var delivered = 0;
        while (true)
        {
            var due = await runner.RunAsync(
                readOnly: true, turn => ReminderTable.FindDue(turn.Session, LargestBatch), cancellation);
            foreach (var reminder in due)
            {
                cancellation.ThrowIfCancellationRequested();
                delivered += await DeliverAsync(reminder, cancellation) ? 1 : 0;
            }

            if (due.Count < LargestBatch)
            {
                return delivered;
            }
        }
    }

    private async Task<bool> DeliverAsync(DueReminder reminder, CancellationToken cancellation)
    {
        try
        {
            return await runner.RunAsync(readOnly: false, turn => TickAsync(turn, reminder), cancellation);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or TurnInDoubtException
            || (exception is OperationCanceledException && cancellation.IsCancellationRequested))
        {
            // Nothing is wrong with the grain; a tick that was in doubt is due still, or it was delivered.
            throw;
        }
#pragma warning disable CA1031 // One grain's trouble must not keep the others' reminders.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            log.LogError(exception, "Reminder {Name} of {Grain}/{Key} failed", reminder.Name, reminder.Grain, reminder.Key);
            await runner.RunAsync(readOnly: false, turn => PostponeAsync(turn, reminder), cancellation);
            return false;
        }
    }

    private async Task<bool> TickAsync(Turn turn, DueReminder reminder)
    {
        var type = catalogue.Find(reminder.Grain)
            ?? throw new InvalidOperationException($"no grain class of this host is called {reminder.Grain}");
        // The grain is locked before its reminder, as in every other turn; otherwise the two could wait for each other.
        var grain = (IRemindable)await turn.ActivateAsync(new(type, reminder.Key));
        if (!await ReminderTable.TryAdvance(turn.Session, reminder))
        {
            return false;
        }

        turn.BeginWithoutCall();
        await grain.ReceiveReminder(
            reminder.Name,
            new(
                RowReading.FromMilliseconds(reminder.FirstDue),
                TimeSpan.FromMilliseconds(reminder.Period),
                RowReading.FromMilliseconds(turn.Session.Now)));
        return true;
    }

    private static async Task<Nothing> PostponeAsync(Turn turn, DueReminder reminder)
    {
        var period = TimeSpan.FromMilliseconds(reminder.Period);
        ReminderTable.Postpone(turn.Session, reminder, period < LongestPause ? period : LongestPause);
        await turn.Session.FlushAsync();
        return default;
    }
}
