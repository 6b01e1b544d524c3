namespace Counterfactual.EndToEnd.Tests.Dashboard;

/// <summary>Who sees what of the dashboard, by keyboard alone, and through the end of a silo.</summary>
public sealed class DashboardAccessTests
{
    private const string Waiting = """
        name: waiting
        data: {train_images: 200, test_images: 100}
        training: {epochs: 1, batch_size: 50}
        include: [{method: zero_shot}, {method: vanilla}]
        """;

    [Fact]
    public async Task A_token_is_asked_for_and_a_viewer_sees_no_operations()
    {
        await using var silo = await StartAsync();
        var viewer = await silo.CreateTokenAsync("bob", "viewer");
        var operating = await silo.CreateTokenAsync("alice", "operator");
        await using var browser = await Browser.StartAsync();

        await using var tab = await browser.OpenAsync(silo, "#/sweeps/waiting");
        await tab.SeesAsync(".sign-in");
        await tab.PhotographAsync("sign-in");
        await tab.Page.Keyboard.TypeAsync("cf_not-a-token");
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.SeesAsync("text=does not know this token");
        await tab.Find("#token").FillAsync(viewer);
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.SeesAsync(".state .badge");
        await tab.HoldsAsync("() => document.querySelector('#standing').textContent.includes('2 waiting')");
        Assert.Equal(0, await tab.Find(".actions button").CountAsync());
        await tab.Find("text=Find report").ClickAsync();
        await tab.SeesAsync(".report .problem >> text=no report of sweep 'waiting'");
        (await ConsoleProcess.RunAsync(silo.Home, "sweep", "report", "waiting")).Expect(0);
        await tab.Find("text=Find report").ClickAsync();
        await tab.SeesAsync(".report button >> text=report.html");
        await tab.GoAsync("#/devices");
        await tab.SeesAsync(".card");
        Assert.Equal(0, await tab.Find(".card button").CountAsync());

        // The token lives as long as the tab: a page that is loaded anew needs none, another tab does.
        await tab.Page.ReloadAsync();
        await tab.SeesAsync(".card");
        await tab.Find("text=Sign out").ClickAsync();
        await tab.SeesAsync(".sign-in");
        await tab.Find("#token").FillAsync(operating);
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.SeesAsync(".card button");
        await tab.GoAsync("#/sweeps/waiting");
        await tab.SeesAsync(".actions button >> text=Pause");
    }

    [Fact]
    public async Task Everything_is_reached_and_done_with_the_keyboard()
    {
        await using var silo = await StartAsync();
        await using var browser = await Browser.StartAsync();
        await using var tab = await browser.OpenAsync(silo);
        await tab.SeesAsync(".sweep-item");

        await tab.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to content", await FocusedTextAsync(tab));
        await TabToAsync(tab, "waiting");
        Assert.True(await tab.Page.EvaluateAsync<bool>(
            "() => getComputedStyle(document.activeElement).outlineStyle !== 'none'"));
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.SeesAsync(".state .badge");
        await TabToAsync(tab, "Pause");
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.SeesAsync(".state .badge[data-status=paused]");
        Assert.Equal("paused", (await silo.GetAsync("v1/sweeps/waiting/progress")).GetProperty("status").GetString());
        await TabToAsync(tab, "Experiments");
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.SeesAsync(".virtual-body a");
        await TabToAsync(tab, "vanilla fine-tuning, seed 0");
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.SeesAsync("h1 >> text=vanilla");
        await TabToAsync(tab, "Devices");
        await tab.Page.Keyboard.PressAsync("Enter");
        await tab.SeesAsync(".card button");
        await TabToAsync(tab, "Undo draining");
        await tab.Page.Keyboard.PressAsync("Space");
        await tab.SeesAsync(".badge >> text=idle");
        tab.ExpectCalm();
    }

    [Fact]
    public async Task A_page_outlives_its_silo_and_goes_on_with_the_next()
    {
        await using var silo = await StartAsync();
        await using var browser = await Browser.StartAsync();
        await using var tab = await browser.OpenAsync(silo, "#/sweeps/waiting");
        await tab.SeesAsync(".state .badge[data-status=running]");
        await silo.ReplaceAsync(() => tab.SeesAsync("text=The connection to the silo is lost"));
        await tab.HoldsAsync("() => !document.body.textContent.includes('connection to the silo is lost')");
        await silo.PostAsync("v1/sweeps/waiting/pause");
        await tab.SeesAsync(".state .badge[data-status=paused]");
        Assert.Equal(1, tab.Loads);
    }

    [Fact]
    public async Task A_device_of_another_silo_has_its_history_there()
    {
        await using var silo = await StartAsync();
        await silo.ReplaceAsync(() => Task.CompletedTask, name: "there");
        await using var browser = await Browser.StartAsync();
        await using var tab = await browser.OpenAsync(silo, "#/devices");
        await tab.SeesAsync("[data-device='here/cpu:0'] >> text=Its silo keeps the history.");
        Assert.Equal(0, await tab.Find("[data-device='there/cpu:0'] >> text=Its silo keeps the history.").CountAsync());
        tab.ExpectCalm();
    }

    /// <summary>A silo whose one device takes nothing, so that what is launched waits.</summary>
    private static async Task<DashboardSilo> StartAsync()
    {
        var silo = await DashboardSilo.StartAsync("cpu:1");
        await silo.PostAsync("v1/devices/here/cpu:0/drain");
        await silo.LaunchAsync(Waiting);
        return silo;
    }

    /// <summary>Presses Tab until an element with a text has the focus.</summary>
    private static async Task TabToAsync(BrowserTab tab, string text)
    {
        for (var presses = 0; presses < 60; presses++)
        {
            await tab.Page.Keyboard.PressAsync("Tab");
            if (await FocusedTextAsync(tab) == text)
            {
                return;
            }
        }

        Assert.Fail($"no way leads to '{text}' by the Tab key");
    }

    private static Task<string> FocusedTextAsync(BrowserTab tab) =>
        tab.Page.EvaluateAsync<string>("() => document.activeElement?.textContent?.trim() ?? ''");
}
