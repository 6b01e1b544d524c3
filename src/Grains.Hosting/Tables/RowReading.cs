using System.Data.Common;

namespace Counterfactual.Grains.Hosting.Tables;

/// <summary>Columns that may be null, and times kept as milliseconds since 1970.</summary>
internal static class RowReading
{
    public static string? StringOrNull(this DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    public static int? Int32OrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    public static TValue? JsonOrNull<TValue>(this DbDataReader row, int column)
        where TValue : class => row.IsDBNull(column) ? null : Json.Read<TValue>(row.GetString(column));

    public static DateTime Time(this DbDataReader row, int column) => FromMilliseconds(row.GetInt64(column));

    public static DateTime? TimeOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    public static DateTime FromMilliseconds(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime;

    public static long ToMilliseconds(DateTime time) => new DateTimeOffset(time, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static long? ToMilliseconds(DateTime? time) => time is { } value ? ToMilliseconds(value) : null;
}
