using System.Data.Common;
using Counterfactual.Grains.Hosting.Store;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Tables;

/// <inheritdoc cref="IRungLog"/>
internal sealed class RungLog(Session session) : IRungLog
{
    private const string Columns = "number, rung, epoch, value, recorded, better, goes_on";

    public Task<RungDecision?> Find(string sweep, int rung, int number) => session.FirstAsync(
        new(
            $"SELECT {Columns} FROM rung WHERE sweep = @sweep AND rung = @rung AND number = @number",
            ("@sweep", sweep), ("@rung", rung), ("@number", number)),
        Read);

    public async Task<(int Recorded, int Better)> Standing(string sweep, int rung, double value, MetricMode mode) => (
        await CountAsync("", sweep, rung, value),
        await CountAsync(mode == MetricMode.Max ? "AND value > @value" : "AND value < @value", sweep, rung, value));

    public Task Record(string sweep, RungDecision decision)
    {
        session.Defer(new(
            $"""
            INSERT INTO rung (sweep, {Columns})
            VALUES (@sweep, @number, @rung, @epoch, @value, @recorded, @better, @goes_on)
            """,
            ("@sweep", sweep), ("@number", decision.Number), ("@rung", decision.Rung), ("@epoch", decision.Epoch),
            ("@value", decision.Value), ("@recorded", decision.Recorded), ("@better", decision.Better),
            ("@goes_on", decision.GoesOn ? 1 : 0)));
        return Task.CompletedTask;
    }

    public Task Clear(string sweep)
    {
        session.Defer(new("DELETE FROM rung WHERE sweep = @sweep", ("@sweep", sweep)));
        return Task.CompletedTask;
    }

    internal static async Task<IReadOnlyList<RungDecision>> AllAsync(Session session, string sweep) => await session.QueryAsync(
        new($"SELECT {Columns} FROM rung WHERE sweep = @sweep ORDER BY rung, recorded", ("@sweep", sweep)), Read);

    private async Task<int> CountAsync(string condition, string sweep, int rung, double value) => (await session.QueryAsync(
        new(
            $"SELECT count(*) FROM rung WHERE sweep = @sweep AND rung = @rung {condition}",
            [("@sweep", sweep), ("@rung", rung), .. condition.Length == 0 ? [] : new (string, object?)[] { ("@value", value) }]),
        row => row.GetInt32(0)))[0];

    private static RungDecision Read(DbDataReader row) => new(
        row.GetInt32(0), row.GetInt32(1), row.GetInt32(2), row.GetDouble(3), row.GetInt32(4), row.GetInt32(5),
        row.GetInt32(6) != 0);
}
