using Counterfactual.Grains.Access;
using Counterfactual.Grains.Datasets;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Shards;

namespace Counterfactual.Grains.Sweeps;

/// <summary>What people look at: read-only, each call one consistent snapshot, no locks.</summary>
public interface ISweepQueries
{
    /// <summary>Every sweep, newest first.</summary>
    Task<IReadOnlyList<SweepSnapshot>> Sweeps(CancellationToken cancellation = default);

    /// <summary>One sweep, or null.</summary>
    Task<SweepSnapshot?> Sweep(string id, CancellationToken cancellation = default);

    /// <summary>Experiments in the sweep's table, in table order.</summary>
    /// <param name="sweep">The sweep's id; an unknown one has no experiments.</param>
    /// <param name="status">Only those that stand there; null for all.</param>
    /// <param name="offset">Experiments to pass over.</param>
    /// <param name="limit">Experiments to give at most.</param>
    /// <param name="cancellation">Ends the wait for the database.</param>
    Task<IReadOnlyList<ExperimentSnapshot>> Experiments(
        string sweep, ExperimentStatus? status = null, int offset = 0, int limit = int.MaxValue,
        CancellationToken cancellation = default);

    /// <summary>
    /// How often each experiment in a sweep's table was changed, by number: cheap to read, so that whoever keeps experiments
    /// reads those again that changed. Empty for an unknown sweep.
    /// </summary>
    Task<IReadOnlyList<ExperimentVersion>> Versions(string sweep, CancellationToken cancellation = default);

    /// <summary>Some experiments in the sweep's table by number; numbers that are not there are passed over.</summary>
    /// <param name="sweep">The sweep's id.</param>
    /// <param name="numbers">At most 500 numbers of experiments.</param>
    /// <param name="cancellation">Ends the wait for the database.</param>
    Task<IReadOnlyList<ExperimentSnapshot>> Experiments(
        string sweep, IReadOnlyCollection<int> numbers, CancellationToken cancellation = default);

    /// <summary>One experiment by its key, or null.</summary>
    Task<ExperimentSnapshot?> Experiment(string id, CancellationToken cancellation = default);

    /// <summary>Metric points of an experiment by name and step; all names, or those beginning with a prefix.</summary>
    Task<IReadOnlyList<MetricPoint>> Metrics(string experiment, string namePrefix = "", CancellationToken cancellation = default);

    /// <summary>Where the pictures of an experiment's epochs are, by epoch.</summary>
    Task<IReadOnlyList<StoredGallery>> Galleries(string experiment, CancellationToken cancellation = default);

    /// <summary>What a sweep's rungs decided, by rung and in the order of the decisions.</summary>
    Task<IReadOnlyList<RungDecision>> Rungs(string sweep, CancellationToken cancellation = default);

    /// <summary>Every known device, by id.</summary>
    Task<IReadOnlyList<DeviceSnapshot>> Devices(CancellationToken cancellation = default);

    /// <summary>Every registered dataset, by name.</summary>
    Task<IReadOnlyList<DatasetSnapshot>> Datasets(CancellationToken cancellation = default);

    /// <summary>Every known shard, by id.</summary>
    Task<IReadOnlyList<ShardSnapshot>> Shards(CancellationToken cancellation = default);

    /// <summary>Every bearer token, revoked ones as well, by name.</summary>
    Task<IReadOnlyList<AccessTokenSnapshot>> AccessTokens(CancellationToken cancellation = default);
}
