using System.Threading.Channels;
using Counterfactual.Grains.Experiments;

namespace Counterfactual.Silo.Trainers;

/// <summary>Listens to a trainer process during one run: hears its silence as well, and makes it stop in time.</summary>
/// <param name="child">The process.</param>
/// <param name="options">How long it may be silent, and how long it may take to stop.</param>
/// <param name="lost">Its lease is lost.</param>
/// <param name="recalled">It is to checkpoint and stop, however long its checkpoint takes.</param>
/// <param name="siloStopping">It is to checkpoint and stop in time, since the silo ends.</param>
internal sealed class TrainerConversation(
    TrainerChild child, TrainerOptions options, CancellationToken lost, CancellationToken recalled,
    CancellationToken siloStopping)
{
    private long heard = Environment.TickCount64;
    private bool isToldToStop;
    private long? killAt;

    /// <summary>The next message; null after <paramref name="wait"/>, where given.</summary>
    /// <exception cref="StaleLeaseException">The lease is lost.</exception>
    /// <exception cref="TrainerGoneException">The process ended, hung, or did not stop in time.</exception>
    internal async Task<TrainerMessage?> NextAsync(TimeSpan? wait)
    {
        var waitUntil = wait is { } time ? Environment.TickCount64 + (long)time.TotalMilliseconds : long.MaxValue;
        while (true)
        {
            if (lost.IsCancellationRequested)
            {
                throw new StaleLeaseException();
            }

            if (siloStopping.IsCancellationRequested)
            {
                killAt ??= Environment.TickCount64 + (long)options.StopGrace.TotalMilliseconds;
            }

            if (!isToldToStop && (recalled.IsCancellationRequested || siloStopping.IsCancellationRequested))
            {
                isToldToStop = true;
                await child.SendAsync(new TrainerCommand.Stop());
            }

            if (child.Messages.TryRead(out var message))
            {
                heard = Environment.TickCount64;
                return message;
            }

            var hungAt = heard + (long)options.Hang.TotalMilliseconds;
            var now = Environment.TickCount64;
            if (now >= killAt)
            {
                throw new TrainerGoneException(
                    FailureCause.Hang, $"the trainer did not stop within {options.StopGrace.TotalSeconds:0.#} s");
            }

            if (now >= hungAt)
            {
                throw new TrainerGoneException(
                    FailureCause.Hang,
                    $"nothing was heard from the trainer for {options.Hang.TotalSeconds:0.#} s; it was killed");
            }

            if (now >= waitUntil)
            {
                return null;
            }

            await WaitAsync(TimeSpan.FromMilliseconds(Math.Min(Math.Min(hungAt, waitUntil), killAt ?? long.MaxValue) - now));
        }
    }

    /// <summary>Makes a trainer stop whose results nobody wants.</summary>
    /// <returns>Whether it stopped in time and can run another experiment.</returns>
    internal static async Task<bool> StopAsync(TrainerChild child, TimeSpan grace)
    {
        using var deadline = new CancellationTokenSource(grace);
        try
        {
            await child.SendAsync(new TrainerCommand.Stop());
            while (true)
            {
                switch (await child.Messages.ReadAsync(deadline.Token))
                {
                    case TrainerMessage.Completed or TrainerMessage.Stopped:
                        return true;
                    case TrainerMessage.Failed:
                        return false;
                }
            }
        }
        catch (Exception gone) when (gone is ChannelClosedException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Returns when there is something to read, to stop for, or the time is over.</summary>
    private async Task WaitAsync(TimeSpan time)
    {
        CancellationToken[] news = [lost, .. new[] { recalled, siloStopping }.Where(token => !token.IsCancellationRequested)];
        using var wake = CancellationTokenSource.CreateLinkedTokenSource(news);
        wake.CancelAfter(time);
        try
        {
            if (!await child.Messages.WaitToReadAsync(wake.Token))
            {
                throw new TrainerGoneException(FailureCause.ProcessDied, "the trainer process was ended");
            }
        }
        catch (OperationCanceledException)
        {
            // Looked into by the caller.
        }
    }
}
