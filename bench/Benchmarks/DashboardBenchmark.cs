using System.Diagnostics;
using System.Globalization;
using Counterfactual.EndToEnd.Tests;
using Counterfactual.Grains.Experiments;
using Counterfactual.Grains.Hosting;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Home;
using Counterfactual.Silo.Hosting;

namespace Counterfactual.Benchmarks;

/// <summary>
/// How long the pages of a sweep of 10,000 completed experiments in 3,334 rows take to open in a browser, how smoothly its list
/// scrolls, and how long a page waits for what it asks the silo: the first time, again at once, and when changes are looked for.
/// The references are a page that asks for nothing, and the silo's answer about itself. No arguments.
/// </summary>
internal static class DashboardBenchmark
{
    private const int Experiments = 10_000;
    private const int Seeds = 3;

    /// <summary>What the page of a sweep asks for before it is there.</summary>
    private static readonly string[] _first =
    [
        "overview", "experiments?limit=100", "table?limit=100", "rows?sort=ood&descending=true&limit=1000", "progress",
    ];

    public static async Task<int> RunAsync(string[] arguments, Figures figures)
    {
        await using var home = new TestHome();
        await using (var host = await GrainHost.StartAsync(
            new() { Store = $"sqlite:{home.Path}/counterfactual.db", GrainAssemblies = [typeof(SweepGrain).Assembly] }))
        {
            await CompleteAsync(host);
        }

        await using var silo = await SiloHost.StartAsync(
            SiloHome.Open(home.Path),
            new() { RunTrainers = false, Api = new() { Listen = [ListenAddress.Parse("http://127.0.0.1:0")] } });
        await OpenedPages.TimeAsync(silo.Addresses[0], "many", figures);
        using var http = new HttpClient { BaseAddress = silo.Addresses[0] };
        await http.GetStringAsync("/v1/health");
        var health = await TimeAsync(http, "/v1/health");
        foreach (var (name, prepare) in (IEnumerable<(string, Func<Task>)>)
            [
                ("the first time", () => Task.CompletedTask),
                ("again, nothing changed", () => Task.CompletedTask),
                ("again, later", () => Task.Delay(TimeSpan.FromSeconds(1))),
            ])
        {
            await prepare();
            var all = 0.0;
            foreach (var path in _first)
            {
                var time = await TimeAsync(http, $"/v1/sweeps/many/{path}");
                all += time;
                figures.Add(new() { Name = $"{path}, {name}", Value = time, Unit = "ms" });
            }

            figures.Add(new()
            {
                Name = $"all of them, {name}",
                Value = all,
                Unit = "ms",
                Ratio = all / health,
                RatioTo = "the silo's answer about itself",
            });
        }

        return 0;
    }

    private static async Task<double> TimeAsync(HttpClient http, string path)
    {
        var watch = Stopwatch.StartNew();
        await http.GetByteArrayAsync(path);
        return watch.Elapsed.TotalMilliseconds;
    }

    private static async Task CompleteAsync(GrainHost host)
    {
        await host.Client.GetGrain<ISweepGrain>("many").Launch(new()
        {
            Name = "many",
            File = "name: many",
            Points =
            [
                .. Enumerable.Range(0, Experiments).Select(index => new ExperimentPoint
                {
                    Cell = $"many-{index}",
                    Row = $"object single, beta {index / Seeds}",
                    Seed = index % Seeds,
                    Parameters =
                    [
                        new("method", "feature_distillation"), new("masking", "object"), new("refill", "single"),
                        new("threshold", "0.3"), new("beta", (index / Seeds).ToString(CultureInfo.InvariantCulture)),
                    ],
                    Settings = $$"""{"settings":"{{new string('x', 1500)}}"}""",
                }),
            ],
        });
        var device = (await QueueWorkload.DevicesAsync(host, 1))[0];
        while (await device.Claim() is { } claimed)
        {
            var lease = claimed.Lease;
            await host.Client.GetGrain<IExperimentGrain>(lease.Experiment).Complete(lease.Epoch, QueueWorkload.Result);
        }
    }
}
