namespace Counterfactual.EndToEnd.Tests.Dashboard;

/// <summary>The list of sweeps: found, sorted, and one of them cancelled.</summary>
public sealed class SweepListTests
{
    [Fact]
    public async Task Sweeps_are_found_by_name_and_state_and_sorted_and_offer_only_what_can_be_done()
    {
        await using var silo = await DashboardSilo.StartAsync("cpu:1");
        await silo.PostAsync("v1/devices/here/cpu:0/drain");
        foreach (var name in (string[])["cherry", "apple", "banana"])
        {
            await silo.LaunchAsync($$"""
                name: {{name}}
                data: {train_images: 200, test_images: 100}
                training: {epochs: 1, batch_size: 50}
                method: vanilla
                """);
        }

        await using var browser = await Browser.StartAsync();
        await using var tab = await browser.OpenAsync(silo);
        await ExpectNamesAsync(tab, "banana apple cherry");
        await tab.Find("[aria-label='Sort by']").SelectOptionAsync("name");
        await ExpectNamesAsync(tab, "apple banana cherry");
        await tab.Find("[aria-label='Search sweeps']").FillAsync("an");
        await ExpectNamesAsync(tab, "banana");
        await tab.Find("[aria-label='Search sweeps']").FillAsync("nobody");
        await tab.SeesAsync("text=No sweep is like that");

        tab.Page.Dialog += async (_, dialog) => await dialog.AcceptAsync();
        await tab.GoAsync("#/sweeps/apple");
        await tab.Find(".actions >> text=Pause").ClickAsync();
        await tab.Find(".actions >> text=Resume").ClickAsync();
        await tab.Find(".actions >> text=Cancel").ClickAsync();
        await tab.SeesAsync(".state .badge[data-status=cancelled]");
        Assert.Equal(0, await tab.Find(".actions button").CountAsync());
        await tab.SeesAsync("text=No experiment completed.");

        await tab.GoAsync("#/sweeps");
        await tab.Find("[aria-label='State']").SelectOptionAsync("cancelled");
        await ExpectNamesAsync(tab, "apple");
        tab.ExpectCalm();
    }

    private static Task ExpectNamesAsync(BrowserTab tab, string names) => tab.HoldsAsync(
        $"() => [...document.querySelectorAll('.sweep-name')].map(name => name.textContent).join(' ') === '{names}'");
}
