using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Counterfactual.EndToEnd.Tests.Dashboard;

/// <summary>A tab, with what its page asked of the network and complained about.</summary>
internal sealed class BrowserTab : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> complaints = [];
    private readonly ConcurrentQueue<string> requests = [];
    private readonly Uri origin;

    private BrowserTab(IPage page, Uri origin)
    {
        Page = page;
        this.origin = origin;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                complaints.Enqueue($"{message.Type}: {message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => complaints.Enqueue(error);
        page.Request += (_, request) => requests.Enqueue(request.Url);
        page.Load += (_, _) => Loads++;
    }

    public IPage Page { get; }

    /// <summary>How often a document was loaded: 1 for a page that was never loaded anew.</summary>
    public int Loads { get; private set; }

    /// <summary>Opens an address.</summary>
    /// <param name="page">What opens it.</param>
    /// <param name="origin">Where it may ask for anything.</param>
    /// <param name="address">The address, within the origin.</param>
    public static async Task<BrowserTab> OpenAsync(IPage page, Uri origin, string address)
    {
        var tab = new BrowserTab(page, origin);
        await page.GotoAsync(origin + address);
        return tab;
    }

    /// <summary>Goes to another page of the dashboard, as a link does.</summary>
    public Task GoAsync(string address) => Page.EvaluateAsync("address => { location.hash = address; }", address);

    public ILocator Find(string selector) => Page.Locator(selector);

    /// <summary>Waits until an element is seen.</summary>
    public Task SeesAsync(string selector) =>
        Page.Locator(selector).First.WaitForAsync(new() { State = WaitForSelectorState.Visible });

    /// <summary>Waits until an expression of the page's own language is true.</summary>
    public Task HoldsAsync(string expression) => Page.WaitForFunctionAsync(expression);

    /// <summary>Whether nothing of the page is beyond the right edge of the screen.</summary>
    public Task<bool> FitsAsync() =>
        Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth");

    /// <summary>Writes what is seen, of its whole length, where a person can look at it.</summary>
    public Task PhotographAsync(string name) => Page.ScreenshotAsync(new() { Path = Screenshots.PathOf(name), FullPage = true });

    /// <summary>Fails where the page complained, or asked anything of anybody but its origin.</summary>
    public void ExpectCalm()
    {
        Assert.Empty(complaints);
        Assert.NotEmpty(requests);
        Assert.All(requests, request => Assert.True(
            request.StartsWith(origin.ToString(), StringComparison.Ordinal)
                || request.StartsWith("data:image/png;", StringComparison.Ordinal),
            request));
    }

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}
