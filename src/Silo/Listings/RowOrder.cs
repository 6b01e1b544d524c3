using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Reports.Figures;

namespace Counterfactual.Silo.Listings;

/// <summary>
/// By what the rows of a sweep's table are sorted; what is not known stands last, and equals stand as in the table.
/// </summary>
internal enum RowOrder
{
    /// <summary>As in the table.</summary>
    Position,

    /// <summary>By label.</summary>
    Row,

    /// <summary>By accuracy in distribution.</summary>
    Id,

    /// <summary>By average accuracy out of distribution.</summary>
    Ood,
}

/// <summary>Sorts rows.</summary>
internal static class RowOrders
{
    /// <summary>The rows, given in table order, in another.</summary>
    internal static IEnumerable<TableRow> Sort(this IReadOnlyList<TableRow> rows, RowOrder order, bool descending) => order switch
    {
        RowOrder.Position => descending ? rows.Reverse() : rows,
        RowOrder.Row => descending
            ? rows.OrderByDescending(row => row.Row, StringComparer.Ordinal)
            : rows.OrderBy(row => row.Row, StringComparer.Ordinal),
        RowOrder.Id => Sort(rows, descending, row => TradeOffFigure.InDistribution(row)?.Mean),
        RowOrder.Ood => Sort(rows, descending, row => row.OodAverage?.Mean),
        _ => throw new ArgumentOutOfRangeException(nameof(order), order, "no such order"),
    };

    private static IEnumerable<TableRow> Sort(IReadOnlyList<TableRow> rows, bool descending, Func<TableRow, double?> key)
    {
        var known = rows.OrderBy(row => key(row) is null);
        return descending ? known.ThenByDescending(key) : known.ThenBy(key);
    }
}
