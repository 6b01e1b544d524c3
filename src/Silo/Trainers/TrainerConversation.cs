using System.Threading.Channels;
using Counterfactual.Grains.Experiments;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Trainers;

/// <summary>
/// Listens to a trainer process during one run: notices as well that it gets no further, whatever it says, and makes it stop in
/// time.
/// </summary>
/// <param name="child">The process.</param>
/// <param name="options">How long it may get no further, and how long it may take to stop.</param>
/// <param name="lost">Its lease is lost.</param>
/// <param name="recalled">It is to checkpoint and stop, however long its checkpoint takes.</param>
/// <param name="siloStopping">It is to checkpoint and stop in time, since the silo ends.</param>
internal sealed class TrainerConversation(
    TrainerChild child, TrainerOptions options, CancellationToken lost, CancellationToken recalled,
    CancellationToken siloStopping)
{
    private (ExperimentPhase Phase, int Epoch, int Step)? position;
    private long advanced = Environment.TickCount64;
    private long answered = Environment.TickCount64;
    private bool isToldToStop;
    private long? killAt;

    /// <summary>The next message; null after <paramref name="wait"/>, where given.</summary>
    /// <exception cref="StaleLeaseException">The lease is lost.</exception>
    /// <exception cref="TrainerGoneException">The process ended, hung, or did not stop in time.</exception>
    internal async Task<TrainerMessage?> NextAsync(TimeSpan? wait)
    {
        // While the silo is busy with what it heard, nobody looks how far the trainer is.
        advanced += Environment.TickCount64 - answered;
        try
        {
            return await ListenAsync(wait);
        }
        finally
        {
            answered = Environment.TickCount64;
        }
    }

    private async Task<TrainerMessage?> ListenAsync(TimeSpan? wait)
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
                child.Send(new TrainerCommand.Stop());
            }

            if (child.Messages.TryRead(out var message))
            {
                if (Advances(message))
                {
                    advanced = Environment.TickCount64;
                }
                else
                {
                    RequireInTime(Environment.TickCount64);
                }

                return message;
            }

            var now = Environment.TickCount64;
            RequireInTime(now);
            if (now >= waitUntil)
            {
                return null;
            }

            await WaitAsync(TimeSpan.FromMilliseconds(Math.Min(Math.Min(HungAt, waitUntil), killAt ?? long.MaxValue) - now));
        }
    }

    /// <summary>Makes a trainer stop whose results nobody wants.</summary>
    /// <returns>Whether it stopped in time and can run another experiment.</returns>
    internal static async Task<bool> StopAsync(TrainerChild child, TimeSpan grace)
    {
        using var deadline = new CancellationTokenSource(grace);
        try
        {
            child.Send(new TrainerCommand.Stop());
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

    private long HungAt => advanced + (long)options.Hang.TotalMilliseconds;

    /// <exception cref="TrainerGoneException">It did not stop in time, or gets no further.</exception>
    private void RequireInTime(long now)
    {
        if (now >= killAt)
        {
            throw new TrainerGoneException(
                FailureCause.Hang, $"the trainer did not stop within {options.StopGrace.TotalSeconds:0.#} s");
        }

        if (now >= HungAt)
        {
            throw new TrainerGoneException(
                FailureCause.Hang,
                $"the trainer made no progress for {options.Hang.TotalSeconds:0.#} s, neither a step nor other work; "
                    + "it was killed (resources.hang_timeout allows more)");
        }
    }

    /// <summary>
    /// Whether a message shows that something was done. Figures and spans are told by whoever still runs, and so is the same step
    /// again.
    /// </summary>
    private bool Advances(TrainerMessage message)
    {
        switch (message)
        {
            case TrainerMessage.Metric or TrainerMessage.Span or TrainerMessage.Measured:
                return false;
            case TrainerMessage.Progress { Now: var now }:
                var before = position;
                position = (now.Phase, now.Epoch, now.Step);
                return position != before;
            default:
                return true;
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
