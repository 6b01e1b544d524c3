using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Silo.Listings;

/// <summary>By what a list of sweeps is sorted; equals stand the newest first.</summary>
internal enum SweepOrder
{
    /// <summary>By when they were launched.</summary>
    Created,

    /// <summary>By name.</summary>
    Name,

    /// <summary>By where they stand.</summary>
    Status,

    /// <summary>By owner; those of nobody known last.</summary>
    Owner,

    /// <summary>By the share of experiments that have ended.</summary>
    Progress,

    /// <summary>By when they ended; those that have not, last.</summary>
    Ended,
}

/// <summary>Sorts sweeps.</summary>
internal static class SweepOrders
{
    /// <summary>Whether a list in this order begins with the greatest where nothing else is asked for.</summary>
    internal static bool IsDescendingByDefault(this SweepOrder order) =>
        order is SweepOrder.Created or SweepOrder.Progress or SweepOrder.Ended;

    /// <summary>The sweeps, given the newest first, in another order.</summary>
    internal static IEnumerable<SweepSummary> Sort(
        this IEnumerable<SweepSummary> sweeps, SweepOrder order, bool descending) => order switch
        {
            SweepOrder.Created => descending ? sweeps : sweeps.Reverse(),
            SweepOrder.Name => Sort(sweeps, descending, sweep => sweep.Name, StringComparer.Ordinal),
            SweepOrder.Status => Sort(sweeps, descending, sweep => sweep.Status, comparer: null),
            SweepOrder.Owner => Sort(
                sweeps.OrderBy(sweep => sweep.Owner is null), descending, sweep => sweep.Owner, StringComparer.Ordinal),
            SweepOrder.Progress => Sort(sweeps, descending, Progress, comparer: null),
            SweepOrder.Ended => Sort(
                sweeps.OrderBy(sweep => sweep.Ended is null), descending, sweep => sweep.Ended, comparer: null),
            _ => throw new ArgumentOutOfRangeException(nameof(order), order, "no such order"),
        };

    private static double Progress(SweepSummary sweep) =>
        sweep.Counts.Total == 0 ? 1 : (double)(sweep.Counts.Total - sweep.Counts.Open) / sweep.Counts.Total;

    private static IEnumerable<SweepSummary> Sort<TKey>(
        IEnumerable<SweepSummary> sweeps, bool descending, Func<SweepSummary, TKey> key, IComparer<TKey>? comparer) =>
        (sweeps, descending) switch
        {
            (IOrderedEnumerable<SweepSummary> known, true) => known.ThenByDescending(key, comparer),
            (IOrderedEnumerable<SweepSummary> known, false) => known.ThenBy(key, comparer),
            (_, true) => sweeps.OrderByDescending(key, comparer),
            _ => sweeps.OrderBy(key, comparer),
        };
}
