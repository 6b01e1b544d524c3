using Microsoft.Playwright;

namespace Counterfactual.EndToEnd.Tests.Dashboard;

/// <summary>Debian's chromium without a window.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright playwright;
    private readonly IBrowser chromium;

    private Browser(IPlaywright playwright, IBrowser chromium)
    {
        this.playwright = playwright;
        this.chromium = chromium;
    }

    public static async Task<Browser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return new(playwright, await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Headless = true,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        }));
    }

    /// <summary>A tab that has seen nothing yet, at the dashboard of a silo.</summary>
    public Task<BrowserTab> OpenAsync(DashboardSilo silo, string page = "#/sweeps", Screen? screen = null) =>
        OpenAsync(silo.Url, page, screen ?? Screen.Desktop);

    /// <summary>A tab at a file of this machine.</summary>
    public Task<BrowserTab> OpenFileAsync(string path, Screen screen) => OpenAsync(new Uri(path), "", screen);

    private async Task<BrowserTab> OpenAsync(Uri origin, string address, Screen screen)
    {
        var context = await chromium.NewContextAsync(new()
        {
            ColorScheme = screen.IsDark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = new() { Width = screen.Width, Height = screen.Height },
            Locale = "en-GB",
            TimezoneId = "UTC",
        });
        context.SetDefaultTimeout((float)ConsoleProcess.Patience.TotalMilliseconds);
        return await BrowserTab.OpenAsync(await context.NewPageAsync(), origin, address);
    }

    public async ValueTask DisposeAsync()
    {
        await chromium.DisposeAsync();
        playwright.Dispose();
    }
}
