using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting.Store;

namespace Counterfactual.Grains.Hosting.Tables;

/// <inheritdoc cref="IMetricLog"/>
internal sealed class MetricLog(Session session) : IMetricLog
{
    private static readonly RowStatement Add = RowStatement.Upsert(
        "metric",
        [.. ExperimentRow.Key, Column.Text("name"), Column.Integer("step")],
        [Column.Double("value")]);

    public Task Append(string experiment, IReadOnlyList<MetricPoint> points)
    {
        var key = ExperimentKey.Parse(experiment);
        foreach (var point in points)
        {
            session.Defer(Add.For(
                key.Sweep, key.Number, point.Name, point.Step, double.IsNaN(point.Value) ? null : point.Value));
        }

        return Task.CompletedTask;
    }

    public Task Append(string experiment, StoredGallery gallery)
    {
        var key = ExperimentKey.Parse(experiment);
        session.Defer(new(
            """
            INSERT INTO gallery (sweep, number, epoch, artifact) VALUES (@sweep, @number, @epoch, @artifact)
            ON CONFLICT (sweep, number, epoch) DO UPDATE SET artifact = excluded.artifact
            """,
            ("@sweep", key.Sweep), ("@number", key.Number), ("@epoch", gallery.Epoch),
            ("@artifact", Json.Write(gallery.Artifact))));
        return Task.CompletedTask;
    }

    public Task Clear(string experiment)
    {
        var key = ExperimentKey.Parse(experiment);
        session.Defer(new(
            "DELETE FROM gallery WHERE sweep = @sweep AND number = @number", ("@sweep", key.Sweep), ("@number", key.Number)));
        session.Defer(new(
            "DELETE FROM metric WHERE sweep = @sweep AND number = @number", ("@sweep", key.Sweep), ("@number", key.Number)));
        return Task.CompletedTask;
    }
}
