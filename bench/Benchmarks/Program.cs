using Counterfactual.Benchmarks;

// One file a benchmark, and one line here. Each takes the arguments after its name and gives the exit code.
var benchmarks = new SortedDictionary<string, Func<string[], Task<int>>>(StringComparer.Ordinal)
{
    ["blobs"] = BlobsBenchmark.RunAsync,
    ["chaos"] = ChaosBenchmark.RunAsync,
    ["dashboard"] = _ => DashboardBenchmark.RunAsync(),
    ["data"] = arguments => Task.FromResult(DataBenchmark.Run(arguments)),
    ["decode"] = arguments => Task.FromResult(DecodeBenchmark.Run(arguments)),
    ["fuzz"] = arguments => Task.FromResult(FuzzBenchmark.Run(arguments)),
    ["operators"] = arguments => Task.FromResult(OperatorsBenchmark.Run(arguments)),
    ["queue"] = QueueBenchmark.RunAsync,
    ["scale"] = ScaleGrid.RunAsync,
    ["scale-silo"] = ScaleGrid.WorkAsync,
    ["length"] = _ => LengthBenchmark.RunAsync(),
    ["silo"] = _ => SiloBenchmark.RunAsync(),
    ["simulate"] = SimulateBenchmark.RunAsync,
    ["slots"] = SlotsBenchmark.RunAsync,
    ["step"] = arguments => Task.FromResult(StepBenchmark.Run(arguments)),
    ["sweep"] = SweepBenchmark.RunAsync,
    ["telemetry"] = arguments => Task.FromResult(TelemetryBenchmark.Run(arguments)),
    ["weights"] = arguments => Task.FromResult(WeightsBenchmark.Run(arguments)),
};

if (args is [var name, .. var rest] && benchmarks.TryGetValue(name, out var run))
{
    return await run(rest);
}

Console.Error.WriteLine($"usage: Benchmarks {string.Join(" | ", benchmarks.Keys)}");
return 2;
