using Counterfactual.Benchmarks;

// One file a benchmark, and one line here. Each takes the arguments after its name, tells its figures, and gives the exit code.
var benchmarks = new SortedDictionary<string, Func<string[], Figures, Task<int>>>(StringComparer.Ordinal)
{
    ["blobs"] = BlobsBenchmark.RunAsync,
    ["chaos"] = ChaosBenchmark.RunAsync,
    ["dashboard"] = DashboardBenchmark.RunAsync,
    ["data"] = (arguments, figures) => Task.FromResult(DataBenchmark.Run(arguments, figures)),
    ["decode"] = (arguments, figures) => Task.FromResult(DecodeBenchmark.Run(arguments, figures)),
    ["fuzz"] = (arguments, figures) => Task.FromResult(FuzzBenchmark.Run(arguments, figures)),
    ["operators"] = (arguments, figures) => Task.FromResult(OperatorsBenchmark.Run(arguments, figures)),
    ["queue"] = QueueBenchmark.RunAsync,
    ["scale"] = ScaleGrid.RunAsync,
    ["length"] = LengthBenchmark.RunAsync,
    ["shares"] = SharesBenchmark.RunAsync,
    ["silo"] = SiloBenchmark.RunAsync,
    ["simulate"] = SimulateBenchmark.RunAsync,
    ["slots"] = SlotsBenchmark.RunAsync,
    ["sweep"] = SweepBenchmark.RunAsync,
    ["telemetry"] = TelemetryBenchmark.RunAsync,
    ["weights"] = (arguments, figures) => Task.FromResult(WeightsBenchmark.Run(arguments, figures)),
};

switch (args)
{
    // These print in their own way: a table of methods, and what one silo of a grid tells the benchmark that started it.
    case ["step", .. var arguments]:
        return StepBenchmark.Run(arguments);
    case [ScaleWorker.Name, .. var arguments]:
        return await ScaleWorker.RunAsync(arguments);
    case [var name, .. var rest] when benchmarks.TryGetValue(name, out var run):
        try
        {
            var (figures, arguments) = Figures.Of(name, rest);
            var exitCode = await run(arguments, figures);
            figures.End();
            return exitCode;
        }
        catch (FormatException wrong)
        {
            Console.Error.WriteLine(wrong.Message);
            return 2;
        }

    default:
        var names = string.Join(" | ", benchmarks.Keys.Append("step").Order());
        Console.Error.WriteLine($"usage: Benchmarks {names} [-o table|json]");
        return 2;
}
