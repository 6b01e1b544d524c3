using Counterfactual.Benchmarks;

return args switch
{
    ["queue", .. var rest] => await QueueBenchmark.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("usage: Benchmarks queue [sqlite] [postgres]");
    return 2;
}
