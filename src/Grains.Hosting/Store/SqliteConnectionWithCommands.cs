using Microsoft.Data.Sqlite;

namespace Counterfactual.Grains.Hosting.Store;

/// <summary>A connection that keeps every statement prepared; the program has a few dozen of them.</summary>
internal sealed class SqliteConnectionWithCommands(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> commands = [];

    public SqliteCommand Command(Statement statement)
    {
        if (!commands.TryGetValue(statement.Sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = statement.Sql;
            foreach (var (name, _) in statement.Parameters)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            }

            commands.Add(statement.Sql, command);
        }

        for (var index = 0; index < statement.Parameters.Count; index++)
        {
            command.Parameters[index].Value = statement.Parameters[index].Value ?? DBNull.Value;
        }

        return command;
    }

    public void Dispose()
    {
        foreach (var command in commands.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }
}
