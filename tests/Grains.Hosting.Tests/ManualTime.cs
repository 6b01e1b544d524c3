namespace Counterfactual.Grains.Hosting.Tests;

/// <summary>A clock that a test moves; it begins where the system's stands.</summary>
internal sealed class ManualTime : TimeProvider
{
    private DateTimeOffset now = DateTimeOffset.UtcNow;

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan time) => now += time;
}
