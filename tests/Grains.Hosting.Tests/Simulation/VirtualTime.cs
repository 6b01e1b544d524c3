namespace Counterfactual.Grains.Hosting.Simulation;

/// <summary>A clock that only the simulation moves; it begins at the same moment in every run.</summary>
internal sealed class VirtualTime : TimeProvider
{
    public static readonly DateTime Beginning = new(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public DateTime Now { get; private set; } = Beginning;

    public override DateTimeOffset GetUtcNow() => Now;

    public void MoveTo(DateTime time) => Now = time > Now ? time : Now;
}
