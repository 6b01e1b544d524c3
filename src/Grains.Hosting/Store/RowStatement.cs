namespace Counterfactual.Grains.Hosting.Store;

/// <summary>
/// What is done with single rows of a table, each known by its key. SQLite does it row by row; PostgreSQL, where every statement
/// has its price, does it for all rows that are at hand: they come as one array a column.
/// </summary>
internal sealed class RowStatement
{
    private readonly string each;
    private readonly string[] parameters;

    private RowStatement(string table, Column[] key, Column[] values, string each, string together)
    {
        Table = table;
        KeyLength = key.Length;
        Columns = [.. key, .. values];
        parameters = [.. Columns.Select(Parameter)];
        this.each = each;
        Together = together;
    }

    /// <summary>The only table that it touches.</summary>
    public string Table { get; }

    /// <summary>What a row is given as: the key's columns first.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>How many of the columns are the key.</summary>
    public int KeyLength { get; }

    /// <summary>
    /// PostgreSQL's statement for many rows. Its parameters are the columns as arrays. One that finds rows gives as the last
    /// column for which of those asked for it found each, from 1.
    /// </summary>
    public string Together { get; }

    /// <summary>The statement for one row.</summary>
    /// <param name="row">A value for each column, or null.</param>
    public Statement For(params ReadOnlySpan<object?> row)
    {
        var named = new (string, object?)[row.Length];
        for (var index = 0; index < row.Length; index++)
        {
            named[index] = (parameters[index], row[index]);
        }

        return new(each, named) { Row = this };
    }

    /// <summary>Finds rows, and locks them until the transaction ends where that is asked for.</summary>
    /// <param name="table">The table.</param>
    /// <param name="key">The key's columns.</param>
    /// <param name="columns">What is read of each row, none of the key's columns.</param>
    /// <param name="locks">Whether rows are locked; a writing transaction in SQLite is alone anyway.</param>
    public static RowStatement Select(string table, Column[] key, string columns, bool locks) => new(
        table, key, [],
        $"SELECT {columns} FROM {table} WHERE {Matching(key)}",
        $"SELECT {columns}, given.row FROM {Given(key)} JOIN {table} ON {Matching(table, key)}"
            + (locks ? $" FOR UPDATE OF {table}" : ""));

    /// <summary>Adds rows.</summary>
    public static RowStatement Insert(string table, Column[] key, Column[] values)
    {
        Column[] all = [.. key, .. values];
        var into = $"INSERT INTO {table} ({Names(all)})";
        return new(
            table, key, values,
            $"{into} VALUES ({string.Join(", ", all.Select(Parameter))})",
            $"{into} SELECT {Names(all)} FROM {Given(all)}");
    }

    /// <summary>Adds rows, or gives those that are there these values.</summary>
    public static RowStatement Upsert(string table, Column[] key, Column[] values)
    {
        var insert = Insert(table, key, values);
        var orUpdate = $" ON CONFLICT ({Names(key)}) DO UPDATE SET "
            + string.Join(", ", values.Select(column => $"{column.Name} = excluded.{column.Name}"));
        return new(table, key, values, insert.each + orUpdate, insert.Together + orUpdate);
    }

    /// <summary>Gives rows values; those that are not there stay away.</summary>
    public static RowStatement Update(string table, Column[] key, Column[] values) => new(
        table, key, values,
        $"UPDATE {table} SET {string.Join(", ", values.Select(column => $"{column.Name} = {Parameter(column)}"))} "
            + $"WHERE {Matching(key)}",
        $"UPDATE {table} SET {string.Join(", ", values.Select(column => $"{column.Name} = given.{column.Name}"))} "
            + $"FROM {Given([.. key, .. values])} WHERE {Matching(table, key)}");

    /// <summary>Removes rows.</summary>
    public static RowStatement Delete(string table, params Column[] key) => new(
        table, key, [],
        $"DELETE FROM {table} WHERE {Matching(key)}",
        $"DELETE FROM {table} USING {Given(key)} WHERE {Matching(table, key)}");

    private static string Parameter(Column column) => $"@{column.Name}";

    private static string Names(Column[] columns) => string.Join(", ", columns.Select(column => column.Name));

    private static string Matching(Column[] key) =>
        string.Join(" AND ", key.Select(column => $"{column.Name} = {Parameter(column)}"));

    private static string Matching(string table, Column[] key) =>
        string.Join(" AND ", key.Select(column => $"{table}.{column.Name} = given.{column.Name}"));

    /// <summary>
    /// Rows as a table, in their order. The limit cuts nothing off: with it PostgreSQL expects a single row, so that even a plan
    /// for a table that is still small looks each row up by the key's index.
    /// </summary>
    private static string Given(Column[] columns) =>
        $"(SELECT * FROM unnest({string.Join(", ", Enumerable.Range(1, columns.Length).Select(number => $"${number}"))}) "
            + $"WITH ORDINALITY LIMIT cardinality($1)) AS given({Names(columns)}, row)";
}
