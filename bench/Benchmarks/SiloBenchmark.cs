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

    public static async Task<int> RunAsync(string[] arguments, Figures figures)
    {
        var directory = Directory.CreateTempSubdirectory("counterfactual-bench-").FullName;
        try
        {
            var watch = Stopwatch.StartNew();
            await using var connection = await SiloConnection.OpenAsync(
                SiloHome.Open(directory), new SiloOptions { RunTrainers = false });
            await connection.Client.GetHealthAsync();
            figures.Add(new() { Name = "a silo in a new home answers", Value = watch.ElapsedMilliseconds, Unit = "ms" });

            watch.Restart();
            await connection.Client.LaunchSweepAsync(new LaunchRequest
            {
                FileName = "/many.yaml",
                Text = File,
                Overrides = [$"seeds=[{string.Join(", ", Enumerable.Range(0, Experiments))}]"],
            });
            figures.Add(new()
            {
                Name = $"a sweep of {Experiments:N0} experiments is launched",
                Value = watch.Elapsed.TotalSeconds,
                Unit = "s",
            });

            var health = await TimeAsync(() => connection.Client.GetHealthAsync());
            var progress = await TimeAsync(() => connection.Client.GetProgressAsync("many"));
            figures.Add(Figure.Of("an answer about the silo itself", "ms", health));
            figures.Add(Figure.Of("an answer about the sweep's progress", "ms", progress)
                .Beside("the silo's answer about itself", progress, health));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }

        return 0;
    }

    private static async Task<Sample> TimeAsync<T>(Func<Task<T>> ask)
    {
        await ask();
        List<double> times = [];
        for (var question = 0; question < Questions; question++)
        {
            var began = Stopwatch.GetTimestamp();
            await ask();
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return new(times);
    }
}
