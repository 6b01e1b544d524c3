namespace Counterfactual.Grains.Experiments;

/// <summary>How long a failed experiment waits before its next attempt: doubling from the first delay to the longest.</summary>
public sealed record RetryOptions
{
    /// <summary>The delays that hold where nothing else is asked for.</summary>
    public static RetryOptions Default { get; } = new();

    /// <summary>Wait after the first failed attempt; not negative. Default 1 s.</summary>
    public TimeSpan FirstDelay
    {
        get;
        init => field = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(FirstDelay), value, "expected a delay that is not negative");
    } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait; not negative. Default 60 s.</summary>
    public TimeSpan LongestDelay
    {
        get;
        init => field = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(LongestDelay), value, "expected a delay that is not negative");
    } = TimeSpan.FromSeconds(60);

    /// <summary>The wait after so many failed attempts, from 1.</summary>
    public TimeSpan DelayAfter(int attempts)
    {
        var doublings = Math.Clamp(attempts - 1, 0, 30);
        var delay = FirstDelay.TotalSeconds * (1L << doublings);
        return TimeSpan.FromSeconds(Math.Min(delay, LongestDelay.TotalSeconds));
    }
}
