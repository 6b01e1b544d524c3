using System.Diagnostics;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Home;
using Counterfactual.Silo.Hosting;

namespace Counterfactual.Benchmarks;

/// <summary>
/// How fast a silo is there, and how fast it answers about a large sweep. The reference is the time of the answer about itself,
/// which needs no database. No arguments.
/// </summary>
internal static class SiloBenchmark
{
    private const int Experiments = 10_000;
    private const int Questions = 100;

    private const string File = """
        name: many
        include: [{method: vanilla}]
        """;

    public static async Task<int> RunAsync()
    {
        var directory = Directory.CreateTempSubdirectory("counterfactual-bench-").FullName;
        try
        {
            var watch = Stopwatch.StartNew();
            await using var connection = await SiloConnection.OpenAsync(
                SiloHome.Open(directory), new SiloOptions { RunTrainers = false });
            await connection.Client.GetHealthAsync();
            Console.WriteLine($"a silo in a new home answers after {watch.ElapsedMilliseconds} ms");

            watch.Restart();
            await connection.Client.LaunchSweepAsync(new LaunchRequest
            {
                FileName = "/many.yaml",
                Text = File,
                Overrides = [$"seeds=[{string.Join(", ", Enumerable.Range(0, Experiments))}]"],
            });
            Console.WriteLine($"a sweep of {Experiments} experiments is launched in {watch.Elapsed.TotalSeconds:0.00} s");

            var health = await TimeAsync(() => connection.Client.GetHealthAsync());
            var progress = await TimeAsync(() => connection.Client.GetProgressAsync("many"));
            Console.WriteLine(
                $"its progress is answered in {progress:0.00} ms, a question about the silo itself in {health:0.00} ms: "
                    + $"ratio {progress / health:0.0}");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        return 0;
    }

    private static async Task<double> TimeAsync<T>(Func<Task<T>> ask)
    {
        await ask();
        var watch = Stopwatch.StartNew();
        for (var question = 0; question < Questions; question++)
        {
            await ask();
        }

        return watch.Elapsed.TotalMilliseconds / Questions;
    }
}
