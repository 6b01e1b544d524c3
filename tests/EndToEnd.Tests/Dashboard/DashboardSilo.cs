using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Counterfactual.EndToEnd.Tests.Dashboard;

/// <summary>A silo as a process of its own, on a free port of the loopback address.</summary>
internal sealed partial class DashboardSilo : IAsyncDisposable
{
    private readonly string devices;
    private ConsoleProcess process;

    private DashboardSilo(TestHome home, string devices, ConsoleProcess process, Uri url)
    {
        Home = home;
        this.devices = devices;
        this.process = process;
        Url = url;
        Http = new() { BaseAddress = url };
    }

    public TestHome Home { get; }

    public Uri Url { get; }

    /// <summary>Asks as somebody without a token.</summary>
    public HttpClient Http { get; }

    public static async Task<DashboardSilo> StartAsync(string devices = "cpu:2")
    {
        var home = new TestHome();
        var process = Start(home, "http://127.0.0.1:0", devices);
        return new(home, devices, process, await AddressOfAsync(process));
    }

    /// <summary>Kills it, and starts another in its home, at its address.</summary>
    /// <param name="between">What is done while there is none.</param>
    /// <param name="name">The name of the other.</param>
    public async Task ReplaceAsync(Func<Task> between, string name = "here")
    {
        await process.DisposeAsync();
        await between();
        process = Start(Home, Url.GetLeftPart(UriPartial.Authority), devices, name);
        Assert.Equal(Url, await AddressOfAsync(process));
    }

    /// <summary>Launches a sweep by the API.</summary>
    public Task LaunchAsync(string text) => PostAsync("v1/sweeps", new { fileName = "test.yaml", text });

    /// <summary>The JSON that the API answers with.</summary>
    public async Task<JsonElement> GetAsync(string path) => await Http.GetFromJsonAsync<JsonElement>(path);

    public async Task PostAsync(string path, object? body = null)
    {
        using var response = await Http.PostAsJsonAsync(path, body ?? new { });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>A new token, made by whoever has the home.</summary>
    public async Task<string> CreateTokenAsync(string name, string role) =>
        (await ConsoleProcess.RunAsync(Home, "token", "create", name, "--role", role)).Expect(0).Output.Trim();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Home.DisposeAsync();
        await process.DisposeAsync();
    }

    private static ConsoleProcess Start(TestHome home, string address, string devices, string name = "here") =>
        ConsoleProcess.Start(home, "silo", "--name", name, "--listen", address, "--devices", devices);

    private static async Task<Uri> AddressOfAsync(ConsoleProcess process)
    {
        var answers = await Eventually.FindAsync("the silo answers", () => Task.FromResult(
            Answers().Match(process.ErrorSoFar) is { Success: true } found ? found : null));
        return new(answers.Groups[1].Value + "/");
    }

    [GeneratedRegex(@"answers on (http://127\.0\.0\.1:\d+)")]
    private static partial Regex Answers();
}
