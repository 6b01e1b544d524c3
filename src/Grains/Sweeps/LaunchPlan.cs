using Counterfactual.Grains.Experiments;

namespace Counterfactual.Grains.Sweeps;

/// <summary>What a launch has to do to bring a sweep's experiments to the points asked for.</summary>
internal sealed record LaunchPlan
{
    /// <summary>Points that the sweep never had, numbered.</summary>
    public required IReadOnlyList<AddedPoint> Added { get; init; }

    /// <summary>Numbers of experiments that ended without the result asked for, to be queued again.</summary>
    public required IReadOnlyList<int> Restarted { get; init; }

    /// <summary>Numbers of experiments in the table that are no longer asked for.</summary>
    public required IReadOnlyList<int> Removed { get; init; }

    /// <summary>Where experiments that exist have to move in the table, or leave it.</summary>
    public required IReadOnlyList<TablePosition> Moves { get; init; }

    /// <summary>Experiments asked for that completed already.</summary>
    public required int Kept { get; init; }

    /// <summary>Experiments asked for that exist and have not completed; those to be restarted are among them.</summary>
    public required int Unended { get; init; }

    /// <summary>Compares what is there with what is asked for, by cell.</summary>
    /// <param name="existing">What is there.</param>
    /// <param name="points">What is asked for.</param>
    /// <param name="runStoppedAgain">Whether what was stopped early counts as not run.</param>
    public static LaunchPlan Reconcile(
        IReadOnlyList<IndexedExperiment> existing, IReadOnlyList<ExperimentPoint> points, bool runStoppedAgain = false)
    {
        var byCell = existing.ToDictionary(experiment => experiment.Cell);
        var nextNumber = existing.Count == 0 ? 1 : existing.Max(experiment => experiment.Number) + 1;
        List<AddedPoint> added = [];
        List<IndexedExperiment> asked = [];
        List<TablePosition> moves = [];
        for (var position = 0; position < points.Count; position++)
        {
            if (!byCell.Remove(points[position].Cell, out var experiment))
            {
                added.Add(new(nextNumber++, position, points[position]));
                continue;
            }

            asked.Add(experiment);
            if (experiment.Position != position)
            {
                moves.Add(new(experiment.Number, position));
            }
        }

        List<int> removed = [.. byCell.Values.Where(left => left.Position is not null).Select(left => left.Number).Order()];
        moves.AddRange(removed.Select(number => new TablePosition(number, null)));
        return new()
        {
            Added = added,
            Restarted = [.. asked
                .Where(experiment =>
                    experiment.Status is ExperimentStatus.Failed or ExperimentStatus.Cancelled || IsRunAgain(experiment))
                .Select(experiment => experiment.Number)],
            Removed = removed,
            Moves = moves,
            Kept = asked.Count(IsKept),
            Unended = asked.Count(experiment => !IsKept(experiment)),
        };

        bool IsRunAgain(IndexedExperiment experiment) => runStoppedAgain && experiment.IsStopped;
        bool IsKept(IndexedExperiment experiment) => experiment.Status == ExperimentStatus.Completed && !IsRunAgain(experiment);
    }

    /// <summary>
    /// Those that are asked for as before, but to be done in another way or with another number of attempts, as they are to be;
    /// the parts of an evaluation as the whole is.
    /// </summary>
    /// <param name="unfinished">What is there and has not completed; parts with their wholes.</param>
    /// <param name="request">What is asked for.</param>
    public static IReadOnlyList<UnfinishedExperiment> Amended(
        IReadOnlyList<UnfinishedExperiment> unfinished, SweepLaunch request)
    {
        var asked = request.Points.ToDictionary(point => point.Cell);
        var cells = unfinished.ToDictionary(experiment => experiment.Number, experiment => experiment.Point.Cell);
        return
        [
            .. from experiment in unfinished
               let whole = new ExperimentKey(request.Name, experiment.Number).Whole.Number
               where cells.TryGetValue(whole, out var cell) && asked.ContainsKey(cell)
               let amended = experiment with
               {
                   Point = experiment.Point.DoneAs(asked[cells[whole]]),
                   MaxAttempts = request.MaxAttempts,
               }
               where amended != experiment
               select amended,
        ];
    }
}

/// <summary>A point that becomes an experiment.</summary>
internal sealed record AddedPoint(int Number, int Position, ExperimentPoint Point);
