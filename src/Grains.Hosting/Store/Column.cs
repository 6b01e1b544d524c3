namespace Counterfactual.Grains.Hosting.Store;

/// <summary>A column of a table that rows are written to or looked up by. It may be null.</summary>
internal readonly record struct Column
{
    private Column(string name, Type type) => (Name, Type) = (name, type);

    public string Name { get; }

    /// <summary>What its values are: string, int, long or double.</summary>
    public Type Type { get; }

    public static Column Text(string name) => new(name, typeof(string));

    public static Column Integer(string name) => new(name, typeof(int));

    public static Column BigInt(string name) => new(name, typeof(long));

    public static Column Double(string name) => new(name, typeof(double));
}
