using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Npgsql;

namespace Counterfactual.Grains.Hosting.Store;

/// <summary>Statements as PostgreSQL's commands.</summary>
internal static partial class PostgresCommand
{
    private static readonly ConcurrentDictionary<string, string> PositionalTexts = new();

    public static NpgsqlBatchCommand Of(StatementGroup group) =>
        group.Row is { } row ? OfRows(row, group.Statements) : Of(group.Statements[0]);

    private static NpgsqlBatchCommand OfRows(RowStatement row, IReadOnlyList<Statement> statements)
    {
        var command = new NpgsqlBatchCommand(row.Together);
        for (var column = 0; column < row.Columns.Count; column++)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = Gather(row.Columns[column], column, statements) });
        }

        return command;
    }

    private static Array Gather(Column column, int index, IReadOnlyList<Statement> statements)
    {
        return Type.GetTypeCode(column.Type) switch
        {
            TypeCode.Int32 => Values<int?>(),
            TypeCode.Int64 => Values<long?>(),
            TypeCode.Double => Values<double?>(),
            _ => Values<string?>(),
        };

        TValue[] Values<TValue>()
        {
            var values = new TValue[statements.Count];
            for (var row = 0; row < values.Length; row++)
            {
                values[row] = (TValue)statements[row].Parameters[index].Value!;
            }

            return values;
        }
    }

    private static NpgsqlBatchCommand Of(Statement statement)
    {
        var command = new NpgsqlBatchCommand(
            PositionalTexts.GetOrAdd(statement.Sql, static (_, of) => Positional(of), statement));
        foreach (var (_, value) in statement.Parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }

    /// <summary>With <c>$1</c> for the first parameter and so on: named ones would be searched for at every call.</summary>
    private static string Positional(Statement statement)
    {
        var numbers = statement.Parameters.Select((parameter, index) => (parameter.Name, index))
            .ToDictionary(parameter => parameter.Name, parameter => $"${parameter.index + 1}");
        return ParameterName().Replace(statement.Sql, match => numbers[match.Value]);
    }

    [GeneratedRegex("@[a-z_0-9]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ParameterName();
}
