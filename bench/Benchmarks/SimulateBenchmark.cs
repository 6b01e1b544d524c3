using System.CommandLine;
using System.Diagnostics;
using Counterfactual.Grains.Hosting.Simulation;

namespace Counterfactual.Benchmarks;

/// <summary>
/// The simulation of the tests with more seeds and more experiments. Arguments: <c>--seeds N</c>, <c>--experiments M</c> a seed,
/// <c>--first S</c>. Ends with exit code 1 at the first seed that breaks a promise.
/// </summary>
internal static class SimulateBenchmark
{
    public static async Task<int> RunAsync(string[] args, Figures figures)
    {
        var seeds = new Option<int>("--seeds") { DefaultValueFactory = _ => 100 };
        var experiments = new Option<int>("--experiments") { DefaultValueFactory = _ => 1_000 };
        var first = new Option<int>("--first") { DefaultValueFactory = _ => 1 };
        var parse = new RootCommand { seeds, experiments, first }.Parse(args);
        foreach (var error in parse.Errors)
        {
            Console.Error.WriteLine(error.Message);
        }

        return parse.Errors.Count > 0
            ? 2
            : await RunAsync(parse.GetValue(first), parse.GetValue(seeds), parse.GetValue(experiments), figures);
    }

    private static async Task<int> RunAsync(int first, int seeds, int experiments, Figures figures)
    {
        List<double> times = [];
        var events = 0L;
        for (var seed = first; seed < first + seeds; seed++)
        {
            var watch = Stopwatch.StartNew();
            try
            {
                events += (await Simulation.RunAsync(new() { Seed = seed, Experiments = experiments })).Count;
            }
            catch (SimulationFailedException failure)
            {
                Console.Error.WriteLine(failure.Message);
                return 1;
            }

            times.Add(watch.Elapsed.TotalSeconds);
        }

        figures.Condition($"{seeds} seeds from {first} with {experiments} experiments each: every promise kept");
        figures.Add(new() { Name = "events", Value = events, Unit = "" });
        figures.Add(Figure.Of("a seed", "s", new(times)));
        return 0;
    }
}
