namespace Counterfactual.Grains.Experiments;

/// <summary>The metrics of all experiments. Injected into grains; what is written through it travels with the turn.</summary>
public interface IMetricLog
{
    /// <summary>Stores points in one batch; a point of the same name and step is replaced.</summary>
    Task Append(string experiment, IReadOnlyList<MetricPoint> points);

    /// <summary>Removes every point of an experiment.</summary>
    Task Clear(string experiment);
}
