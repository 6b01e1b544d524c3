using Counterfactual.Grains.Experiments;

namespace Counterfactual.Silo.Trainers;

/// <summary>Metric points that wait to be stored together.</summary>
internal sealed class MetricBuffer(TimeSpan delay, int batch)
{
    private readonly List<MetricPoint> points = [];
    private long oldest;

    /// <summary>Whether it is time to store them.</summary>
    internal bool IsDue => points.Count >= batch || TimeUntilDue == TimeSpan.Zero;

    /// <summary>Time until <see cref="IsDue"/> by age; null while there is nothing to store.</summary>
    internal TimeSpan? TimeUntilDue
    {
        get
        {
            if (points.Count == 0)
            {
                return null;
            }

            var left = delay - TimeSpan.FromMilliseconds(Environment.TickCount64 - oldest);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    internal void Add(MetricPoint point)
    {
        if (points.Count == 0)
        {
            oldest = Environment.TickCount64;
        }

        points.Add(point);
    }

    /// <summary>All that waits; nothing waits afterwards.</summary>
    internal IReadOnlyList<MetricPoint> Take()
    {
        MetricPoint[] taken = [.. points];
        points.Clear();
        return taken;
    }
}
