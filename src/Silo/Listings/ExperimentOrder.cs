using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Listings;

/// <summary>By what a list of experiments is sorted; what is not known stands last, and equals stand by their numbers.</summary>
internal enum ExperimentOrder
{
    /// <summary>By number within the sweep.</summary>
    Number,

    /// <summary>As in the sweep's table.</summary>
    Position,

    /// <summary>By where they stand.</summary>
    Status,

    /// <summary>By the label of their row.</summary>
    Row,

    /// <summary>By seed.</summary>
    Seed,

    /// <summary>By attempts begun.</summary>
    Attempts,

    /// <summary>By the device of the last attempt.</summary>
    Device,

    /// <summary>By when they were put into the queue.</summary>
    Queued,

    /// <summary>By when their first attempt began.</summary>
    Started,

    /// <summary>By when they ended.</summary>
    Ended,

    /// <summary>By the time spent training.</summary>
    Seconds,

    /// <summary>By accuracy in distribution.</summary>
    Id,

    /// <summary>By average accuracy out of distribution.</summary>
    Ood,
}

/// <summary>Sorts experiments.</summary>
internal static class ExperimentOrders
{
    /// <summary>The experiments, given in table order, in another.</summary>
    internal static IEnumerable<ExperimentSummary> Sort(
        this IEnumerable<ExperimentSummary> experiments, ExperimentOrder order, bool descending) => order switch
        {
            ExperimentOrder.Position => descending ? experiments.Reverse() : experiments,
            ExperimentOrder.Number => Sort(experiments, descending, experiment => experiment.Number),
            ExperimentOrder.Status => Sort(experiments, descending, experiment => (int)experiment.Status),
            ExperimentOrder.Row => SortByText(experiments, descending, experiment => experiment.Row),
            ExperimentOrder.Seed => Sort(experiments, descending, experiment => experiment.Seed),
            ExperimentOrder.Attempts => Sort(experiments, descending, experiment => experiment.Attempts),
            ExperimentOrder.Device => SortByText(experiments, descending, experiment => experiment.Device),
            ExperimentOrder.Queued => Sort(experiments, descending, experiment => experiment.Queued.Ticks),
            ExperimentOrder.Started => Sort(experiments, descending, experiment => experiment.Started?.Ticks),
            ExperimentOrder.Ended => Sort(experiments, descending, experiment => experiment.Ended?.Ticks),
            ExperimentOrder.Seconds => Sort(experiments, descending, experiment => experiment.TrainingSeconds),
            ExperimentOrder.Id => Sort(experiments, descending, experiment => experiment.IdAccuracy),
            ExperimentOrder.Ood => Sort(experiments, descending, experiment => experiment.OodAverage),
            _ => throw new ArgumentOutOfRangeException(nameof(order), order, "no such order"),
        };

    private static IEnumerable<ExperimentSummary> Sort(
        IEnumerable<ExperimentSummary> experiments, bool descending, Func<ExperimentSummary, double?> key)
    {
        var known = experiments.OrderBy(experiment => key(experiment) is null);
        return (descending ? known.ThenByDescending(key) : known.ThenBy(key)).ThenBy(experiment => experiment.Number);
    }

    private static IEnumerable<ExperimentSummary> SortByText(
        IEnumerable<ExperimentSummary> experiments, bool descending, Func<ExperimentSummary, string?> key)
    {
        var known = experiments.OrderBy(experiment => key(experiment) is null);
        return (descending ? known.ThenByDescending(key, StringComparer.Ordinal) : known.ThenBy(key, StringComparer.Ordinal))
            .ThenBy(experiment => experiment.Number);
    }
}
