using System.Diagnostics;
using Microsoft.Playwright;

namespace Counterfactual.Benchmarks;

/// <summary>The dashboard's pages of a long sweep in Debian's chromium without a window.</summary>
internal static class OpenedPages
{
    private const int Rounds = 7;

    /// <summary>Where a page is, and what is seen of it when it is there.</summary>
    private sealed record DashboardPage(string Name, string Address, string Sign);

    /// <summary>How long each page takes from its address to its content, and how its list scrolls.</summary>
    /// <param name="silo">Where the silo answers.</param>
    /// <param name="sweep">A completed sweep.</param>
    /// <param name="figures">Where that is told.</param>
    public static async Task TimeAsync(Uri silo, string sweep, Figures figures)
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
        var times = pages.ToDictionary(page => page, _ => new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var page in pages)
            {
                times[page].Add(await OpenAsync(chromium, silo, page));
            }
        }

        var reference = new Sample(times[pages[0]]);
        foreach (var (page, runs) in times)
        {
            var own = new Sample(runs);
            figures.Add(Figure.Of($"opens: {page.Name}", "ms", own).Beside(pages[0].Name, own, reference) with
            {
                Target = page == pages[0] ? null : "under 1000",
            });
        }

        await ScrollAsync(chromium, silo, pages[2], figures);
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
    private static async Task ScrollAsync(IBrowser chromium, Uri silo, DashboardPage page, Figures figures)
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
        var all = new Sample(frames);
        figures.Add(Figure.Of("scrolls: a frame", "ms", all));
        figures.Add(new() { Name = "scrolls: 95 % of frames take at most", Value = all.Percentile(0.95), Unit = "ms" });
        figures.Add(new() { Name = "scrolls: the longest frame", Value = all.Percentile(1), Unit = "ms" });
    }
}
