using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting.Store;
using Counterfactual.Grains.Sweeps;

namespace Counterfactual.Grains.Hosting.Tables;

/// <inheritdoc cref="IExperimentIndex"/>
internal sealed class ExperimentIndex(Session session) : IExperimentIndex
{
    private const int LargestLookup = 200;

    private static readonly RowStatement Add = RowStatement.Insert("experiment", ExperimentRow.Key,
    [
        .. ExperimentRow.Changing,
        Column.Integer("position"), Column.Text("cell"), Column.Text("point"), Column.Text("training"), Column.Text("trace"),
        Column.BigInt("version"),
    ]);

    private static readonly RowStatement Move = RowStatement.Update(
        "experiment", ExperimentRow.Key, [Column.Integer("position")]);

    public async Task<IReadOnlyList<IndexedExperiment>> All(string sweep) => await session.QueryAsync(
        new(
            "SELECT number, cell, status, position, stopped_rung FROM experiment WHERE sweep = @sweep "
                + "AND number > 0 ORDER BY number",
            ("@sweep", sweep)),
        row => new IndexedExperiment(
            row.GetInt32(0), row.GetString(1), Enum.Parse<ExperimentStatus>(row.GetString(2)), row.Int32OrNull(3),
            !row.IsDBNull(4)));

    public async Task<IReadOnlyList<UnfinishedExperiment>> Unfinished(string sweep) => await session.QueryAsync(
        new(
            """
            SELECT number, point, max_attempts FROM experiment
            WHERE sweep = @sweep AND status <> 'Completed' ORDER BY number
            """,
            ("@sweep", sweep)),
        row => new UnfinishedExperiment(row.GetInt32(0), Json.Read<ExperimentPoint>(row.GetString(1)), row.GetInt32(2)));

    public Task Amend(string sweep, IReadOnlyList<UnfinishedExperiment> amended)
    {
        foreach (var (number, point, maxAttempts) in amended)
        {
            session.Defer(new(
                """
                UPDATE experiment SET point = @point, training = @training, max_attempts = @max_attempts, version = version + 1
                WHERE sweep = @sweep AND number = @number AND status <> 'Completed'
                """,
                ("@point", Json.Write(point)), ("@training", point.Training), ("@max_attempts", maxAttempts),
                ("@sweep", sweep), ("@number", number)));
        }

        return Task.CompletedTask;
    }

    public Task Create(string sweep, IReadOnlyList<NewExperiment> experiments)
    {
        foreach (var experiment in experiments)
        {
            var point = experiment.State.Point
                ?? throw new ArgumentException($"experiment {experiment.Number} has no point", nameof(experiments));
            session.Defer(Add.For([
                .. ExperimentRow.Values(new(sweep, experiment.Number), experiment.State),
                experiment.Position, point.Cell, Json.Write(point), point.Training, experiment.State.Trace, 1L,
            ]));
        }

        return Task.CompletedTask;
    }

    public Task Arrange(string sweep, IReadOnlyList<TablePosition> positions)
    {
        foreach (var (number, position) in positions)
        {
            session.Defer(Move.For(sweep, number, position));
        }

        return Task.CompletedTask;
    }

    public async Task<IReadOnlyDictionary<string, CompletedCell>> FindCompleted(IReadOnlyCollection<string> cells)
    {
        Dictionary<string, CompletedCell> found = [];
        foreach (var chunk in cells.Chunk(LargestLookup))
        {
            var parameters = chunk.Select((cell, index) => ($"@cell{index}", (object?)cell)).ToArray();
            var rows = await session.QueryAsync(
                new(
                    $"""
                    SELECT cell, sweep, number, result FROM experiment
                    WHERE status = 'Completed' AND reused_from IS NULL AND stopped_rung IS NULL
                        AND cell IN ({string.Join(", ", parameters.Select(parameter => parameter.Item1))})
                    ORDER BY ended, sweep, number
                    """,
                    parameters),
                row => (
                    Cell: row.GetString(0), Experiment: new ExperimentKey(row.GetString(1), row.GetInt32(2)),
                    Result: row.GetString(3)));
            foreach (var row in rows)
            {
                if (!found.ContainsKey(row.Cell))
                {
                    found.Add(row.Cell, new(row.Experiment.ToString(), Json.Read<ExperimentResult>(row.Result)));
                }
            }
        }

        return found;
    }

    public async Task<ArtifactReference?> FindFineTuned(string training)
    {
        var results = await session.QueryAsync(
            new(
                """
                SELECT result FROM experiment
                WHERE training = @training AND status = 'Completed' AND stopped_rung IS NULL ORDER BY ended DESC
                """,
                ("@training", training)),
            row => Json.Read<ExperimentResult>(row.GetString(0)));
        return results.FirstOrDefault(result => result.Model is not null)?.Model;
    }

    public async Task<int> LastPart(ExperimentKey experiment)
    {
        var last = await session.QueryAsync(
            new(
                "SELECT max(number) FROM experiment WHERE sweep = @sweep AND number BETWEEN @first AND @last",
                ("@sweep", experiment.Sweep), ("@first", experiment.OfPart(1).Number),
                ("@last", experiment.OfPart(ExperimentKey.MostParts).Number)),
            row => row.Int32OrNull(0));
        return last[0] is int number ? new ExperimentKey(experiment.Sweep, number).Part : 0;
    }

    public async Task<ExperimentCounts> Count(string sweep)
    {
        var counts = (await session.QueryAsync(
            new(
                "SELECT status, count(*) FROM experiment WHERE sweep = @sweep AND position IS NOT NULL GROUP BY status",
                ("@sweep", sweep)),
            row => (Status: Enum.Parse<ExperimentStatus>(row.GetString(0)), Count: row.GetInt32(1))))
            .ToDictionary(group => group.Status, group => group.Count);
        return new(
            counts.GetValueOrDefault(ExperimentStatus.Queued),
            counts.GetValueOrDefault(ExperimentStatus.Running) + counts.GetValueOrDefault(ExperimentStatus.Evaluating),
            counts.GetValueOrDefault(ExperimentStatus.Completed),
            counts.GetValueOrDefault(ExperimentStatus.Failed),
            counts.GetValueOrDefault(ExperimentStatus.Cancelled));
    }

    public async Task<int> CountCompletedOn(string device) => (await session.QueryAsync(
        new("SELECT count(*) FROM experiment WHERE device = @device AND status = 'Completed' AND number > 0",
            ("@device", device)),
        row => row.GetInt32(0)))[0];
}
