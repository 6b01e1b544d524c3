namespace Counterfactual.Grains.Hosting.Store;

/// <summary>A statement, or several that do the same with a row each and are run as one.</summary>
internal sealed class StatementGroup
{
    private const int LargestGroup = 1000;

    private readonly List<Statement> statements;
    private readonly HashSet<string>? keys;

    public StatementGroup(Statement first)
    {
        statements = [first];
        keys = first.Row is null ? null : [KeyOf(first)];
    }

    /// <summary>One where they are no statements of rows.</summary>
    public IReadOnlyList<Statement> Statements => statements;

    public RowStatement? Row => statements[0].Row;

    /// <summary>
    /// Adds a statement that does the same with another row; false where it does something else, or the row is in the group
    /// already and has to be treated once more after it.
    /// </summary>
    public bool TryAdd(Statement next)
    {
        if (next.Row is null || next.Row != Row || statements.Count == LargestGroup || !keys!.Add(KeyOf(next)))
        {
            return false;
        }

        statements.Add(next);
        return true;
    }

    private static string KeyOf(Statement statement) =>
        string.Join('\n', statement.Parameters.Take(statement.Row!.KeyLength).Select(parameter => parameter.Value));
}
