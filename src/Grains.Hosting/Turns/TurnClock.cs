namespace Counterfactual.Grains.Hosting.Turns;

/// <summary>The time of a turn: the database's clock when its transaction began, the same throughout.</summary>
internal sealed class TurnClock(Turn turn) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(turn.Session.Now);
}
