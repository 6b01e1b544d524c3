using Microsoft.Playwright;

namespace Counterfactual.EndToEnd.Tests.Dashboard;

/// <summary>A sweep of 10,000 experiments.</summary>
public sealed class LongSweepTests
{
    private const int Experiments = 10_000;

    [Fact]
    public async Task It_opens_and_scrolls_with_only_the_rows_in_sight_in_the_page()
    {
        await using var silo = await DashboardSilo.StartAsync("cpu:1");
        await silo.PostAsync("v1/devices/here/cpu:0/drain");
        await silo.LaunchAsync($$$"""
            name: long
            data: {train_images: 200, test_images: 100}
            training: {epochs: 1, batch_size: 50}
            grid:
              masking: [object]
              refill: [single]
              beta: [{{{string.Join(", ", Enumerable.Range(1, 1000))}}}]
            thresholds: {object: {single: 0.1}}
            seeds: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
            """);
        await using var browser = await Browser.StartAsync();
        await using var tab = await browser.OpenAsync(silo, "#/sweeps/long/experiments");
        await tab.SeesAsync(".virtual-body a");
        await tab.SeesAsync("text=0 of 10,000 experiments completed");
        Assert.Equal("10001", await tab.Find(".virtual").GetAttributeAsync("aria-rowcount"));
        Assert.InRange(await tab.Find(".virtual-body .virtual-row").CountAsync(), 10, 100);

        // To the end at once, then some way back: rows come where the reader is.
        await tab.Page.EvalOnSelectorAsync(".virtual-view", "view => { view.scrollTop = view.scrollHeight; }");
        await ExpectRowAsync(tab, Experiments);
        await tab.Find(".virtual-view").FocusAsync();
        for (var page = 0; page < 5; page++)
        {
            await tab.Page.Keyboard.PressAsync("PageUp");
        }

        await ExpectRowAsync(tab, Experiments - 70);
        Assert.InRange(await tab.Find(".virtual-body .virtual-row").CountAsync(), 10, 100);

        await tab.Find("[aria-label='Search experiments']").FillAsync("beta=777");
        await tab.GoAsync("#/sweeps/long");
        await tab.SeesAsync("#results tbody tr");
        await tab.PhotographAsync("sweep-of-10000");
        tab.ExpectCalm();
    }

    /// <summary>Waits until the row of an experiment is in the page, with what is known of it.</summary>
    private static Task ExpectRowAsync(BrowserTab tab, int number) =>
        tab.Find($".virtual-row[aria-rowindex='{number + 1}'] a").WaitForAsync(new() { State = WaitForSelectorState.Attached });
}
