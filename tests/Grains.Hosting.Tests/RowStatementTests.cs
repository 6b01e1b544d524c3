using Counterfactual.Grains.Hosting.Store;
using FsCheck;
using FsCheck.Fluent;

namespace Counterfactual.Grains.Hosting.Tests;

[Collection(SqliteCollection.Name)]
public sealed class RowStatementTestsOnSqlite(SqliteStore store) : RowStatementTests(store);

[Collection(PostgresCollection.Name)]
public sealed class RowStatementTestsOnPostgres(PostgresStore store) : RowStatementTests(store);

/// <summary>Rows that are treated alike may be treated together, and it does not show.</summary>
public abstract class RowStatementTests(TestStore store) : IAsyncLifetime
{
    private static readonly ItemTable[] Tables = [new("item"), new("other_item")];

    private Database database = null!;

    public enum Move
    {
        Insert,
        Upsert,
        Update,
        Delete,
        DeleteName,
    }

    public async Task InitializeAsync()
    {
        database = Database.Open(await store.CreateAsync(), TimeProvider.System, TimeSpan.FromSeconds(30));
        await ChangeAsync(Tables.Select(table => table.Create));
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public void Whatever_a_turn_does_with_rows_happens_in_its_order()
    {
        var step =
            from move in Gen.Elements(Enum.GetValues<Move>())
            from table in Gen.Choose(0, 1)
            from name in Gen.Elements("a", "b")
            from number in Gen.Choose(1, 3)
            from amount in Gen.Elements<long?>(null, 1, long.MaxValue)
            select (move, table, name, number, amount);
        Prop.ForAll(step.ListOf().Resize(40).ToArbitrary(), steps => RunAsync([.. steps]).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(100));
    }

    [Fact]
    public async Task More_rows_than_one_statement_takes_are_all_written_and_found()
    {
        int[] numbers = [.. Enumerable.Range(1, 2_500)];
        await ChangeAsync(numbers.Select(number => Tables[0].Insert.For("a", number, (long)number, number / 2.0, "x")));
        Assert.Equal(
            numbers.Select(number => $"{number} {number / 2.0} x"),
            await FindAsync(Tables[0], [.. numbers.Select(number => ("a", number))]));
    }

    [Fact]
    public async Task Each_asker_gets_its_own_row_and_none_where_there_is_none()
    {
        await ChangeAsync(
            [Tables[0].Insert.For("a", 1, 11L, 0.5, null), Tables[0].Insert.For("a", 3, null, null, "none")]);
        string?[] expected = ["  none", null, "11 0.5 ", "11 0.5 "];
        Assert.Equal(expected, await FindAsync(Tables[0], [("a", 3), ("a", 2), ("a", 1), ("a", 1)]));
    }

    private async Task RunAsync(IReadOnlyList<(Move Move, int Table, string Name, int Number, long? Amount)> steps)
    {
        await ChangeAsync(Tables.Select(table => new Statement($"DELETE FROM {table.Name}")));
        Dictionary<(int Table, string Name, int Number), long?> model = [];
        List<Statement> statements = [];
        foreach (var (move, index, name, number, amount) in steps)
        {
            var (table, key) = (Tables[index], (index, name, number));
            switch (move)
            {
                case Move.Insert when model.TryAdd(key, amount):
                    statements.Add(table.Insert.For(name, number, amount, null, null));
                    break;
                case Move.Upsert:
                    model[key] = amount;
                    statements.Add(table.Upsert.For(name, number, amount, null, null));
                    break;
                case Move.Update:
                    if (model.ContainsKey(key))
                    {
                        model[key] = amount;
                    }

                    statements.Add(table.Update.For(name, number, amount));
                    break;
                case Move.Delete:
                    model.Remove(key);
                    statements.Add(table.Delete.For(name, number));
                    break;
                case Move.DeleteName:
                    model = model.Where(row => row.Key.Table != index || row.Key.Name != name).ToDictionary();
                    statements.Add(new($"DELETE FROM {table.Name} WHERE name = @name", ("@name", name)));
                    break;
            }
        }

        await ChangeAsync(statements);
        for (var index = 0; index < Tables.Length; index++)
        {
            (string Name, int Number)[] keys = [("a", 1), ("a", 2), ("a", 3), ("b", 1), ("b", 2), ("b", 3)];
            Assert.Equal(
                keys.Select(key => model.TryGetValue((index, key.Name, key.Number), out var amount) ? $"{amount}  " : null),
                await FindAsync(Tables[index], keys));
        }
    }

    private async Task ChangeAsync(IEnumerable<Statement> statements)
    {
        await using var session = await database.OpenSessionAsync(readOnly: false, default);
        foreach (var statement in statements)
        {
            session.Defer(statement);
        }

        await session.CommitAsync();
    }

    /// <summary>What is in the rows of these keys; null where there is none.</summary>
    private async Task<string?[]> FindAsync(ItemTable table, (string Name, int Number)[] keys)
    {
        var found = new string?[keys.Length];
        await using var session = await database.OpenSessionAsync(readOnly: false, default);
        await session.QueryTogetherAsync([.. keys.Select((key, index) => new Query(
            table.Find.For(key.Name, key.Number),
            row => found[index] = $"{(row.IsDBNull(0) ? null : row.GetInt64(0))} {(row.IsDBNull(1) ? null : row.GetDouble(1))} "
                + (row.IsDBNull(2) ? null : row.GetString(2))))]);
        return found;
    }

    private sealed record ItemTable(string Name)
    {
        private static readonly Column[] Key = [Column.Text("name"), Column.Integer("number")];
        private static readonly Column[] Values = [Column.BigInt("amount"), Column.Double("share"), Column.Text("note")];

        public Statement Create => new(
            $"CREATE TABLE {Name} (name TEXT, number INTEGER, amount BIGINT, share DOUBLE PRECISION, note TEXT, "
                + "PRIMARY KEY (name, number))");

        public RowStatement Insert { get; } = RowStatement.Insert(Name, Key, Values);

        public RowStatement Upsert { get; } = RowStatement.Upsert(Name, Key, Values);

        public RowStatement Update { get; } = RowStatement.Update(Name, Key, [Values[0]]);

        public RowStatement Delete { get; } = RowStatement.Delete(Name, Key);

        public RowStatement Find { get; } = RowStatement.Select(Name, Key, "amount, share, note", locks: true);
    }
}
