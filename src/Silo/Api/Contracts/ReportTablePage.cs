using Counterfactual.Silo.Reports;

namespace Counterfactual.Silo.Api.Contracts;

/// <summary>Some rows of a sweep's table as its report shows it.</summary>
/// <param name="Total">Rows of the whole table.</param>
/// <param name="Columns">What stands in each column.</param>
/// <param name="Rows">The rows that were asked for; the best and second best of a column are those of the whole table.</param>
public sealed record ReportTablePage(int Total, IReadOnlyList<ReportColumn> Columns, IReadOnlyList<ReportRow> Rows);
