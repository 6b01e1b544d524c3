namespace Counterfactual.Grains.Sweeps;

/// <summary>One sweep; key: the sweep's id (its name in the file, with <c>-2</c>, <c>-3</c> ... after a fresh start).</summary>
[Alias("counterfactual.sweep")]
public interface ISweepGrain : IGrainWithStringKey, IRemindable
{
    /// <summary>
    /// Creates the sweep, or brings an existing one to what the request asks: completed cells are kept, unfinished ones go on,
    /// failed and cancelled ones are queued again, new cells are added (taking over the result of the same cell in another
    /// sweep unless the request is fresh), and cells no longer asked for are cancelled and leave the table. Where early stopping
    /// is asked for in another way than before, or no longer, what was stopped is run again and the rungs begin anew. Priority,
    /// limit, attempts, what a device must offer and settings that change no number hold for what waits already, too, and for the
    /// next attempt of what runs. A paused sweep stays paused; one that was stopped or cancelled goes on. One turn.
    /// </summary>
    Task<SweepLaunched> Launch(SweepLaunch request);

    /// <summary>Cancels every experiment that has not ended, and ends the sweep.</summary>
    /// <exception cref="GrainNotFoundException">No such sweep.</exception>
    Task Cancel();

    /// <summary>
    /// Lets nothing new start, and has devices checkpoint and hand back what they run; nothing happens where the sweep does
    /// not run.
    /// </summary>
    /// <exception cref="GrainNotFoundException">No such sweep.</exception>
    Task Pause();

    /// <summary>Lets a paused sweep go on; nothing happens where it is not paused.</summary>
    /// <exception cref="GrainNotFoundException">No such sweep.</exception>
    Task Resume();

    /// <summary>
    /// Cancels what waits and lets what runs finish: where its device is lost or hands it back, on another one, with the attempts
    /// that it has left. Nothing happens where the sweep is stopping already or has ended.
    /// </summary>
    /// <exception cref="GrainNotFoundException">No such sweep.</exception>
    Task Stop();

    /// <summary>Queues the failed experiments of the sweep's table again, with all their attempts.</summary>
    /// <param name="fromScratch">Whether their checkpoints are left unused.</param>
    /// <returns>How many.</returns>
    /// <exception cref="GrainNotFoundException">No such sweep.</exception>
    Task<int> Retry(bool fromScratch);

    /// <summary>Changes the sweep's note and tags.</summary>
    /// <exception cref="ArgumentException">The note or a tag has another form, or there would be too many tags.</exception>
    /// <exception cref="GrainNotFoundException">No such sweep.</exception>
    Task Annotate(SweepAnnotation annotation);

    /// <summary>
    /// Decides whether an experiment that reached a rung goes on. The first answer for an experiment and a rung is stored, and
    /// given again to whoever asks again, after a crash for example.
    /// </summary>
    /// <returns>Whether it goes on; always true where the sweep stops nothing early.</returns>
    /// <exception cref="ArgumentException">The value is not finite.</exception>
    /// <exception cref="GrainNotFoundException">No such sweep or experiment.</exception>
    /// <exception cref="Experiments.StaleLeaseException">The lease is not the experiment's current one.</exception>
    Task<bool> Decide(RungReport report);

    /// <summary>What the sweep asks of whoever runs its experiments now.</summary>
    /// <exception cref="GrainNotFoundException">No such sweep.</exception>
    [ReadOnly] Task<AttemptRules> Rules();

    /// <summary>
    /// Ends the sweep if all its experiments have ended; otherwise, where it limits how many run, waiting trainers are told of
    /// the place that is free. Experiments and parts call it as they end: it runs after their turns have committed, so that
    /// completions need no lock on the sweep. A reminder is the net.
    /// </summary>
    [OneWay] Task Settle();

    /// <summary>The sweep as it stands.</summary>
    /// <exception cref="GrainNotFoundException">No such sweep.</exception>
    [ReadOnly] Task<SweepSnapshot> Get();
}
