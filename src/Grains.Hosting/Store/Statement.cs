namespace Counterfactual.Grains.Hosting.Store;

/// <summary>One SQL statement, valid in both databases, with its parameters written <c>@name</c>.</summary>
internal readonly struct Statement(string sql, params (string Name, object? Value)[] parameters)
{
    public string Sql { get; } = sql;

    /// <summary>In the order in which every statement of this text lists them.</summary>
    public IReadOnlyList<(string Name, object? Value)> Parameters { get; } = parameters;

    /// <summary>What this does with one row, where it could be done with other rows together.</summary>
    public RowStatement? Row { get; init; }
}
