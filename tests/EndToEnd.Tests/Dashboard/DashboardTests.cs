using System.Text.Json;

namespace Counterfactual.EndToEnd.Tests.Dashboard;

/// <summary>What a researcher does with the dashboard, in a real browser before a real silo.</summary>
public sealed class DashboardTests
{
    private const string Sweep = """
        name: study
        data: {train_images: 400, test_images: 100, curve_images: 50}
        training: {epochs: 4, batch_size: 50}
        beta: 10
        grid:
          masking: [random, object]
          refill: [single]
        rates: {single: 0.3, multi: 0.3}
        thresholds: {object: {single: 0.1}}
        include:
          - {method: zero_shot}
          - {method: vanilla, alphas: [0.5]}
          - {method: feature_distillation, masking: random, refill: multi}
        seeds: [0, 1]
        """;

    [Fact]
    public async Task A_sweep_is_watched_to_its_end_without_reloading_and_shows_the_numbers_of_the_API()
    {
        await using var silo = await DashboardSilo.StartAsync();
        await using var browser = await Browser.StartAsync();
        await using var tab = await browser.OpenAsync(silo);
        await tab.SeesAsync("text=No sweeps yet");
        await tab.PhotographAsync("sweeps-empty");

        await silo.LaunchAsync(Sweep);
        await tab.Find("a.sweep-name").ClickAsync();
        await tab.SeesAsync(".running-list li");
        await tab.SeesAsync(".running-list .sparkline");
        await tab.PhotographAsync("sweep-running");
        await tab.SeesAsync(".state .badge[data-status=completed]");
        await tab.SeesAsync("text=9 of 9 experiments completed");
        Assert.Equal(1, tab.Loads);

        await ExpectTableOfApiAsync(silo, tab);
        await tab.SeesAsync("#figure-trade-off svg");
        await ExpectZoomAsync(tab);
        await ExpectGalleryAsync(silo, tab);
        await ExpectHistoryAsync(silo, tab);
        await DrainAsync(silo, tab);
        tab.ExpectCalm();

        await PhotographAllAsync(silo, browser);
    }

    /// <summary>Every cell and its rank as the API gives them, and an accuracy as the counts of the experiments do.</summary>
    private static async Task ExpectTableOfApiAsync(DashboardSilo silo, BrowserTab tab)
    {
        var table = await silo.GetAsync("v1/sweeps/study/table");
        var rows = table.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(6, rows.Count);
        await tab.HoldsAsync($"() => document.querySelectorAll('#results tbody tr:not(.incomplete)').length === {rows.Count}");
        foreach (var (row, index) in rows.Select((row, index) => (row, index)))
        {
            var expected = row.GetProperty("cells").EnumerateArray().ToList();
            var shown = tab.Find($"#results tbody tr:nth-child({index + 1}) td");
            Assert.Equal(expected.Select(Text), await shown.AllTextContentsAsync());
            Assert.Equal(
                expected.Select(Mark),
                await shown.EvaluateAllAsync<string[]>("cells => cells.map(cell => cell.firstElementChild?.localName ?? '')"));
        }

        var own = table.GetProperty("columns").EnumerateArray().ToList()
            .FindIndex(column => column.GetProperty("title").GetString() == "ID");
        var accuracies = (await silo.GetAsync("v1/sweeps/study")).GetProperty("experiments").EnumerateArray()
            .Where(experiment => experiment.GetProperty("row").GetString()!.Contains("masking=object", StringComparison.Ordinal))
            .Select(experiment => Accuracy(experiment, "ID")).ToList();
        Assert.Equal(2, accuracies.Count);
        var objects = rows.Single(row => Text(row.GetProperty("cells")[1]) == "object");
        Assert.StartsWith($"{100 * accuracies.Average():0.0}", Text(objects.GetProperty("cells")[own]), StringComparison.Ordinal);
    }

    /// <summary>Dragging across a curve shows a part of it, and a key shows all again.</summary>
    private static async Task ExpectZoomAsync(BrowserTab tab)
    {
        await tab.Find(".tabs >> text=Learning curves").ClickAsync();
        await tab.SeesAsync(".chart canvas");
        await tab.HoldsAsync("() => Number(document.querySelector('.chart').dataset.points) > 2");
        var over = (await tab.Find(".chart .u-over").BoundingBoxAsync())!;
        await tab.Page.Mouse.MoveAsync(over.X + (over.Width * 0.3f), over.Y + 60);
        await tab.HoldsAsync(
            "() => [...document.querySelectorAll('.u-legend .u-value')].some(value => /^\\d/.test(value.textContent))");
        await tab.Page.Mouse.DownAsync();
        await tab.Page.Mouse.MoveAsync(over.X + (over.Width * 0.6f), over.Y + 60, new() { Steps = 5 });
        await tab.Page.Mouse.UpAsync();
        await tab.SeesAsync(".chart[data-zoomed]");
        await tab.Find("text=Log axis").ClickAsync();
        await tab.SeesAsync(".chart[data-zoomed]");
        await tab.Find(".chart").PressAsync("0");
        await tab.SeesAsync(".chart:not([data-zoomed])");
    }

    private static async Task ExpectGalleryAsync(DashboardSilo silo, BrowserTab tab)
    {
        var number = await NumberOfAsync(silo, "masking=object");
        await tab.GoAsync($"#/experiments/study/{number}/gallery");
        await tab.SeesAsync(".sample .layers img");
        await tab.HoldsAsync(
            "() => [...document.querySelectorAll('.sample img')].every(image => image.complete && image.naturalWidth > 0)");
        Assert.Equal("epoch 4", await tab.Find("output").TextContentAsync());
        await tab.Find("input[aria-label=Epoch]").FocusAsync();
        await tab.Page.Keyboard.PressAsync("Home");
        await tab.HoldsAsync("() => document.querySelector('output').textContent === 'epoch 1'");
        await tab.Find(".sample header button").First.ClickAsync();
        await tab.HoldsAsync("() => document.querySelectorAll('.sample').length === 4");
        Assert.Equal(0, await tab.Find(".partners").CountAsync());

        // Filled from several images: each partner is there, without the patches that it did not give.
        number = await NumberOfAsync(silo, "refill=multi");
        await tab.GoAsync($"#/experiments/study/{number}/gallery");
        await tab.SeesAsync(".partners .layers img");
        var page = await silo.GetAsync($"v1/sweeps/study/experiments/{number}/gallery/4");
        var expected = page.GetProperty("samples").EnumerateArray()
            .Select(sample => sample.GetProperty("partners").GetArrayLength());
        Assert.All(expected, partners => Assert.True(partners > 1));
        Assert.Equal(expected, await tab.Find(".sample").EvaluateAllAsync<int[]>(
            "samples => samples.map(sample => sample.querySelectorAll('.partners .veil path').length)"));
    }

    /// <summary>What the devices did while the sweep ran is drawn, from first reading to last.</summary>
    private static async Task ExpectHistoryAsync(DashboardSilo silo, BrowserTab tab)
    {
        await tab.GoAsync("#/devices");
        await tab.SeesAsync("[data-device='here/cpu:0'] .history .utilisation");
        var busiest = (await silo.GetAsync("v1/devices/history")).EnumerateArray()
            .Single(device => device.GetProperty("device").GetString() == "here/cpu:0")
            .GetProperty("readings").EnumerateArray().Select(reading => Number(reading, "utilisation")).Max();
        Assert.InRange(busiest, 0.05, 1);

        // The chart is 72 high, the busiest moment at its height, and the text beside it says what a device does now.
        Assert.InRange(await tab.Page.EvalOnSelectorAsync<double>(
            "[data-device='here/cpu:0'] path.utilisation", "path => path.getBBox().height / 70"), busiest - 0.05, busiest + 0.05);
        Assert.Equal(["utilisation, %", "memory, %"], await tab.Find("[data-device='here/cpu:0'] .key").AllTextContentsAsync());
        await tab.SeesAsync("[data-device='here/cpu:0'] .history .ends >> text=ago");
        await tab.SeesAsync("[data-device='here/cpu:0'] .facts >> text=Utilisation");
    }

    private static async Task DrainAsync(DashboardSilo silo, BrowserTab tab)
    {
        await tab.GoAsync("#/devices");
        var card = tab.Find("[data-device='here/cpu:1']");
        await card.Locator("text=Drain").ClickAsync();
        await card.Locator(".badge >> text=drained").WaitForAsync();
        Assert.True((await silo.GetAsync("v1/devices")).EnumerateArray()
            .Single(device => device.GetProperty("id").GetString() == "here/cpu:1").GetProperty("drained").GetBoolean());
        await card.Locator("text=Undo draining").ClickAsync();
        await card.Locator(".badge >> text=idle").WaitForAsync();
    }

    /// <summary>Each page on each screen, in a tab of its own.</summary>
    private static async Task PhotographAllAsync(DashboardSilo silo, Browser browser)
    {
        var number = await NumberOfAsync(silo, "masking=object");
        var multi = await NumberOfAsync(silo, "refill=multi");
        (string Name, string Page, string Sign)[] pages =
        [
            ("sweeps", "#/sweeps", ".sweep-item"),
            ("sweep", "#/sweeps/study", "#figure-trade-off svg"),
            ("sweep-curves", "#/sweeps/study/curves", ".chart canvas"),
            ("sweep-parameters", "#/sweeps/study/parallel", ".parallel .line"),
            ("sweep-experiments", "#/sweeps/study/experiments", ".virtual-body a"),
            ("sweep-file", "#/sweeps/study/file", "pre"),
            ("experiment", $"#/experiments/study/{number}", ".timeline"),
            ("experiment-curves", $"#/experiments/study/{number}/curves", ".chart canvas"),
            ("experiment-gallery", $"#/experiments/study/{number}/gallery", ".sample img"),
            ("experiment-gallery-multi", $"#/experiments/study/{multi}/gallery", ".partners img"),
            ("experiment-classes", $"#/experiments/study/{number}/classes", ".shaded td"),
            ("experiment-log", $"#/experiments/study/{number}/log", ".view pre, .view .empty"),
            ("devices", "#/devices", ".card"),
            ("shards", "#/shards", ".results tbody tr"),
            ("not-here", "#/nowhere", "h1"),
        ];
        foreach (var screen in Screen.All)
        {
            foreach (var (name, page, sign) in pages)
            {
                await using var tab = await browser.OpenAsync(silo, page, screen);
                await tab.SeesAsync(sign);
                await tab.PhotographAsync($"{name}-{screen.Name}");
                Assert.True(await tab.FitsAsync(), $"{name} is wider than the screen ({screen.Name})");
                tab.ExpectCalm();
            }
        }
    }

    private static async Task<int> NumberOfAsync(DashboardSilo silo, string row) =>
        (await silo.GetAsync("v1/sweeps/study")).GetProperty("experiments").EnumerateArray()
            .First(experiment => experiment.GetProperty("row").GetString()!.Contains(row, StringComparison.Ordinal))
            .GetProperty("number").GetInt32();

    private static double Accuracy(JsonElement experiment, string testSet)
    {
        var counts = experiment.GetProperty("evaluations").EnumerateArray().Last().GetProperty("testSets").EnumerateArray()
            .Single(set => set.GetProperty("name").GetString() == testSet);
        return counts.GetProperty("correct").GetDouble() / counts.GetProperty("count").GetDouble();
    }

    /// <summary>A figure; 0 where it is not known.</summary>
    private static double Number(JsonElement reading, string name) =>
        reading.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : 0;

    /// <summary>The element that marks a cell of its rank; empty for none.</summary>
    private static string Mark(JsonElement cell) => cell.GetProperty("rank").GetString() switch
    {
        "best" => "strong",
        "second" => "u",
        _ => "",
    };

    private static string Text(JsonElement cell) => cell.GetProperty("text").GetString()!;
}
