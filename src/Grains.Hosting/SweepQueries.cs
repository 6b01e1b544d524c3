using Counterfactual.Grains.Access;
using Counterfactual.Grains.Datasets;
using Counterfactual.Grains.Devices;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting.Tables;
using Counterfactual.Grains.Hosting.Turns;
using Counterfactual.Grains.Runtime;
using Counterfactual.Grains.Shards;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting;

/// <inheritdoc cref="ISweepQueries"/>
internal sealed class SweepQueries(TurnRunner runner) : ISweepQueries
{
    public async Task<IReadOnlyList<SweepSnapshot>> Sweeps(CancellationToken cancellation) =>
        [.. (await All<ISweepGrain, SweepSnapshot>(grain => grain.Get(), cancellation))
            .OrderByDescending(sweep => sweep.Created).ThenBy(sweep => sweep.Id, StringComparer.Ordinal)];

    public Task<SweepSnapshot?> Sweep(string id, CancellationToken cancellation) =>
        OrNull(turn => turn.GrainFactory.GetGrain<ISweepGrain>(id).Get(), cancellation);

    public Task<IReadOnlyList<ExperimentSnapshot>> Experiments(
        string sweep, ExperimentStatus? status, int offset, int limit, CancellationToken cancellation) =>
        runner.RunAsync<IReadOnlyList<ExperimentSnapshot>>(
            readOnly: true,
            async turn => await turn.Session.QueryAsync(
                new(
                    $"""
                    SELECT {ExperimentRow.Columns}, number FROM experiment
                    WHERE sweep = @sweep AND position IS NOT NULL {(status is null ? "" : "AND status = @status")}
                    ORDER BY position, number LIMIT @limit OFFSET @offset
                    """,
                    [
                        ("@sweep", sweep), ("@limit", limit), ("@offset", offset),
                        .. status is null ? [] : new (string, object?)[] { ("@status", status.ToString()) },
                    ]),
                row => ExperimentRow.Read(row).ToSnapshot(new(sweep, row.GetInt32(ExperimentRow.ColumnCount)))),
            cancellation);

    public Task<IReadOnlyList<ExperimentVersion>> Versions(string sweep, CancellationToken cancellation) =>
        runner.RunAsync<IReadOnlyList<ExperimentVersion>>(
            readOnly: true,
            async turn => await turn.Session.QueryAsync(
                new(
                    """
                    SELECT number, position, version FROM experiment
                    WHERE sweep = @sweep AND position IS NOT NULL ORDER BY number
                    """,
                    ("@sweep", sweep)),
                row => new ExperimentVersion(row.GetInt32(0), row.GetInt32(1), row.GetInt64(2))),
            cancellation);

    public Task<IReadOnlyList<ExperimentSnapshot>> Experiments(
        string sweep, IReadOnlyCollection<int> numbers, CancellationToken cancellation)
    {
        var parameters = numbers.Select((number, index) => ($"@number{index}", (object?)number)).ToArray();
        return runner.RunAsync<IReadOnlyList<ExperimentSnapshot>>(
            readOnly: true,
            async turn => await turn.Session.QueryAsync(
                new(
                    $"""
                    SELECT {ExperimentRow.Columns}, number FROM experiment
                    WHERE sweep = @sweep AND position IS NOT NULL
                        AND number IN ({string.Join(", ", parameters.Select(parameter => parameter.Item1))})
                    ORDER BY number
                    """,
                    [("@sweep", sweep), .. parameters]),
                row => ExperimentRow.Read(row).ToSnapshot(new(sweep, row.GetInt32(ExperimentRow.ColumnCount)))),
            cancellation);
    }

    public Task<ExperimentSnapshot?> Experiment(string id, CancellationToken cancellation) =>
        ExperimentKey.TryParse(id, out _)
            ? OrNull(turn => turn.GrainFactory.GetGrain<IExperimentGrain>(id).Get(), cancellation)
            : Task.FromResult<ExperimentSnapshot?>(null);

    public Task<IReadOnlyList<MetricPoint>> Metrics(string experiment, string namePrefix, CancellationToken cancellation)
    {
        var key = ExperimentKey.Parse(experiment);
        return runner.RunAsync<IReadOnlyList<MetricPoint>>(
            readOnly: true,
            async turn => await turn.Session.QueryAsync(
                new(
                    """
                    SELECT name, step, value FROM metric
                    WHERE sweep = @sweep AND number = @number AND substr(name, 1, @length) = @prefix
                    ORDER BY name, step
                    """,
                    ("@sweep", key.Sweep), ("@number", key.Number), ("@length", namePrefix.Length), ("@prefix", namePrefix)),
                row => new MetricPoint(row.GetString(0), row.GetInt32(1), row.IsDBNull(2) ? double.NaN : row.GetDouble(2))),
            cancellation);
    }

    public Task<IReadOnlyList<StoredGallery>> Galleries(string experiment, CancellationToken cancellation)
    {
        var key = ExperimentKey.Parse(experiment);
        return runner.RunAsync<IReadOnlyList<StoredGallery>>(
            readOnly: true,
            async turn => await turn.Session.QueryAsync(
                new(
                    "SELECT epoch, artifact FROM gallery WHERE sweep = @sweep AND number = @number ORDER BY epoch",
                    ("@sweep", key.Sweep), ("@number", key.Number)),
                row => new StoredGallery(row.GetInt32(0), Json.Read<ArtifactReference>(row.GetString(1)))),
            cancellation);
    }

    public Task<IReadOnlyList<RungDecision>> Rungs(string sweep, CancellationToken cancellation) =>
        runner.RunAsync(readOnly: true, turn => RungLog.AllAsync(turn.Session, sweep), cancellation);

    public Task<IReadOnlyList<DeviceSnapshot>> Devices(CancellationToken cancellation) =>
        All<IDeviceGrain, DeviceSnapshot>(grain => grain.Get(), cancellation);

    public Task<IReadOnlyList<DatasetSnapshot>> Datasets(CancellationToken cancellation) =>
        All<IDatasetGrain, DatasetSnapshot>(grain => grain.Get(), cancellation);

    public Task<IReadOnlyList<ShardSnapshot>> Shards(CancellationToken cancellation) =>
        All<IShardGrain, ShardSnapshot>(grain => grain.Get(), cancellation);

    public Task<IReadOnlyList<AccessTokenSnapshot>> AccessTokens(CancellationToken cancellation) =>
        All<IAccessTokenGrain, AccessTokenSnapshot>(grain => grain.Get(), cancellation);

    private Task<IReadOnlyList<TSnapshot>> All<TGrain, TSnapshot>(
        Func<TGrain, Task<TSnapshot>> get, CancellationToken cancellation)
        where TGrain : IGrainWithStringKey =>
        runner.RunAsync<IReadOnlyList<TSnapshot>>(
            readOnly: true,
            async turn =>
            {
                var keys = await turn.Session.QueryAsync(
                    new(
                        "SELECT DISTINCT key FROM grain_state WHERE grain = @grain",
                        ("@grain", runner.Catalogue.Identify(typeof(TGrain), "*").Type.Name)),
                    row => row.GetString(0));
                List<TSnapshot> snapshots = [];
                foreach (var key in keys.Order(StringComparer.Ordinal))
                {
                    snapshots.Add(await get(turn.GrainFactory.GetGrain<TGrain>(key)));
                }

                return snapshots;
            },
            cancellation);

    private async Task<TSnapshot?> OrNull<TSnapshot>(Func<Turn, Task<TSnapshot>> get, CancellationToken cancellation)
        where TSnapshot : class
    {
        try
        {
            return await runner.RunAsync(readOnly: true, get, cancellation);
        }
        catch (GrainNotFoundException)
        {
            return null;
        }
    }
}
