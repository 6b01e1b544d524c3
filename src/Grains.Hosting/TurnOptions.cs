namespace Counterfactual.Grains.Hosting;

/// <summary>How long turns may take, and how those that conflict are run again.</summary>
public sealed record TurnOptions
{
    /// <summary>
    /// How often a turn is tried in all; at least 1. Default 40: a turn that takes its grains in order can be the victim of one
    /// deadlock after the other, until those that met them in another order are through.
    /// </summary>
    public int Attempts
    {
        get;
        init => field = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(Attempts), value, "expected at least 1");
    } = 40;

    /// <summary>
    /// The longest pause before another attempt; positive. Pauses are drawn at random up to a bound that doubles from 4 ms.
    /// Default 1 s.
    /// </summary>
    public TimeSpan LongestPause
    {
        get;
        init => field = value > TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(LongestPause), value, "expected a positive time");
    } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a turn may take with all its attempts, before it is rolled back and fails with
    /// <see cref="TurnDeadlineException"/>; positive. Default 2 minutes.
    /// </summary>
    public TimeSpan Deadline
    {
        get;
        init => field = value > TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(Deadline), value, "expected a positive time");
    } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a turn that several calls share holds up the next one of its method, where it waits for another's lock; positive.
    /// They run beside each other then. Default 1 s.
    /// </summary>
    public TimeSpan SharedTurnPatience
    {
        get;
        init => field = value > TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(SharedTurnPatience), value, "expected a positive time");
    } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether calls that may share a turn wait until <see cref="GrainHost.MakeSharedCallsAsync"/> makes them, all that wait for
    /// one method together. Default false: they are made at once, with those that came while another such turn ran.
    /// </summary>
    public bool SharedByHand { get; init; }

    /// <summary>How long one statement may take before its turn fails; at least 1 s. Default 30 s.</summary>
    public TimeSpan StatementDeadline
    {
        get;
        init => field = value >= TimeSpan.FromSeconds(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(StatementDeadline), value, "expected at least 1 s");
    } = TimeSpan.FromSeconds(30);
}
