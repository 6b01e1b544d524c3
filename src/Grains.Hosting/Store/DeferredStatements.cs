namespace Counterfactual.Grains.Hosting.Store;

/// <summary>
/// Statements that are to run later, in their order as far as it matters: rows of one table come together across what is done
/// with rows of other tables.
/// </summary>
internal sealed class DeferredStatements
{
    private readonly Queue<StatementGroup> groups = new();
    private readonly Dictionary<string, StatementGroup> lastOfTable = [];

    /// <summary>How many statements that are run.</summary>
    public int Count => groups.Count;

    public void Add(Statement statement)
    {
        if (statement.Row is not { } row)
        {
            // It may touch any table.
            lastOfTable.Clear();
            groups.Enqueue(new(statement));
        }
        else if (!lastOfTable.TryGetValue(row.Table, out var last) || !last.TryAdd(statement))
        {
            groups.Enqueue(lastOfTable[row.Table] = new(statement));
        }
    }

    /// <summary>Takes away the first ones, at most so many.</summary>
    public IEnumerable<StatementGroup> Take(int most)
    {
        lastOfTable.Clear();
        while (most-- > 0 && groups.TryDequeue(out var group))
        {
            yield return group;
        }
    }
}
