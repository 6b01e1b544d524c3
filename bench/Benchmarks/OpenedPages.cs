using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace Counterfactual.Benchmarks;

/// <summary>The dashboard's pages of a long sweep in Debian's chromium without a window.</summary>
internal static class OpenedPages
{
    private const int Rounds = 7;

    /// <summary>Where a page is, and what is seen of it when it is there.</summary>
    private sealed record DashboardPage(string Name, string Address, string Sign);

    /// <summary>Prints how long each page takes from its address to its content, and how its list scrolls.</summary>
    /// <param name="silo">Where the silo answers.</param>
    /// <param name="sweep">A completed sweep.</param>
    public static async Task TimeAsync(Uri silo, string sweep)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var chromium = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
        });
        DashboardPage[] pages =
        [
            new("no data", "#/nowhere", "h1"),
            new("results", $"#/sweeps/{sweep}", "#results tbody tr"),
            new("experiments", $"#/sweeps/{sweep}/experiments", ".virtual-body a"),
            new("parameters", $"#/sweeps/{sweep}/parallel", ".parallel .line"),
        ];
        double? reference = null;
        foreach (var page in pages)
        {
            List<double> times = [];
            for (var round = 0; round < Rounds; round++)
            {
                times.Add(await OpenAsync(chromium, silo, page));
            }

            var median = times.Order().ElementAt(Rounds / 2);
            reference ??= median;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"opens {page.Name,-12} {median,6:0} ms, {times.Min():0} to {times.Max():0} ({median / reference:0.0} times no data)"));
        }

        await ScrollAsync(chromium, silo, pages[2]);
    }

    /// <summary>Milliseconds to a page's content in a browser that has seen nothing yet.</summary>
    private static async Task<double> OpenAsync(IBrowser chromium, Uri silo, DashboardPage page)
    {
        await using var context = await chromium.NewContextAsync();
        var tab = await context.NewPageAsync();
        var watch = Stopwatch.StartNew();
        await tab.GotoAsync(silo + page.Address);
        await tab.Locator(page.Sign).First.WaitForAsync();
        return watch.Elapsed.TotalMilliseconds;
    }

    /// <summary>Frame by frame through the whole list: how long each frame takes while rows are fetched and drawn.</summary>
    private static async Task ScrollAsync(IBrowser chromium, Uri silo, DashboardPage page)
    {
        await using var context = await chromium.NewContextAsync();
        var tab = await context.NewPageAsync();
        await tab.GotoAsync(silo + page.Address);
        await tab.Locator(page.Sign).First.WaitForAsync();
        var frames = await tab.EvaluateAsync<double[]>("""
            () => new Promise(resolve => {
              const view = document.querySelector('.virtual-view');
              const frames = [];
              let before = performance.now();
              function next(now) {
                frames.push(now - before);
                before = now;
                view.scrollTop += view.scrollHeight / 300;
                frames.length < 300 ? requestAnimationFrame(next) : resolve(frames);
              }
              requestAnimationFrame(next);
            })
            """);
        var ordered = frames.Order().ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"scrolls {frames.Length} frames: median {ordered[frames.Length / 2]:0} ms, "
            + $"95 % {ordered[frames.Length * 95 / 100]:0} ms, longest {ordered[^1]:0} ms"));
    }
}
