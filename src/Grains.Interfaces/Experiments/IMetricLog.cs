namespace Counterfactual.Grains.Experiments;

/// <summary>
/// What all experiments measured and drew while they ran. Injected into grains; what is written through it travels with the turn.
/// </summary>
public interface IMetricLog
{
    /// <summary>Stores points in one batch; a point of the same name and step is replaced.</summary>
    Task Append(string experiment, IReadOnlyList<MetricPoint> points);

    /// <summary>Stores where pictures are; those of the same epoch are replaced.</summary>
    Task Append(string experiment, StoredGallery gallery);

    /// <summary>Removes every point of an experiment, and where its pictures are.</summary>
    Task Clear(string experiment);
}
