using Counterfactual.Benchmarks;

// One file a benchmark, and one line here. Each takes the arguments after its name and gives the exit code.
var benchmarks = new Dictionary<string, Func<string[], int>>
{
    ["data"] = DataBenchmark.Run,
};

if (args is [var name, .. var rest] && benchmarks.TryGetValue(name, out var run))
{
    return run(rest);
}

Console.Error.WriteLine($"usage: Benchmarks {string.Join(" | ", benchmarks.Keys)}");
return 2;
