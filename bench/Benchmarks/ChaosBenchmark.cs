using System.CommandLine;
using System.Diagnostics;
using Counterfactual.EndToEnd.Tests.Chaos;

namespace Counterfactual.Benchmarks;

/// <summary>
/// The chaos of the tests for longer: one run after the other with other seeds. Arguments: <c>--minutes M</c>, <c>--first S</c>.
/// Ends with exit code 1 at the first seed that breaks a promise.
/// </summary>
internal static class ChaosBenchmark
{
    public static async Task<int> RunAsync(string[] args, Figures figures)
    {
        var minutes = new Option<double>("--minutes") { DefaultValueFactory = _ => 10 };
        var first = new Option<int>("--first") { DefaultValueFactory = _ => 1 };
        var parse = new RootCommand { minutes, first }.Parse(args);
        foreach (var error in parse.Errors)
        {
            Console.Error.WriteLine(error.Message);
        }

        return parse.Errors.Count > 0
            ? 2
            : await RunAsync(TimeSpan.FromMinutes(parse.GetValue(minutes)), parse.GetValue(first), figures);
    }

    private static async Task<int> RunAsync(TimeSpan time, int first, Figures figures)
    {
        var watch = Stopwatch.StartNew();
        var undisturbed = await ChaosStudy.RunUndisturbedAsync();
        var alone = watch.Elapsed.TotalSeconds;
        figures.Add(new() { Name = "undisturbed", Value = alone, Unit = "s" });
        for (var seed = first; seed == first || watch.Elapsed < time; seed++)
        {
            var began = watch.Elapsed;
            try
            {
                await ChaosRun.RunAsync(new() { Seed = seed }, undisturbed, Console.Error.WriteLine);
            }
            catch (ChaosFailedException failure)
            {
                Console.Error.WriteLine(failure.Message);
                return 1;
            }

            var seconds = (watch.Elapsed - began).TotalSeconds;
            figures.Add(new()
            {
                Name = $"seed {seed}, every promise kept",
                Value = seconds,
                Unit = "s",
                Ratio = seconds / alone,
                RatioTo = "undisturbed",
            });
        }

        return 0;
    }
}
