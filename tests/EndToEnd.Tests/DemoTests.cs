using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Counterfactual.EndToEnd.Tests.Dashboard;

namespace Counterfactual.EndToEnd.Tests;

/// <summary>The main job, whole: <c>counterfactual demo</c>, and the report of what it found.</summary>
public sealed partial class DemoTests : IDisposable
{
    /// <summary>A minute and a half of two idle cores.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(15);

    private readonly string directory = Directory.CreateTempSubdirectory("cf-report-").FullName;

    [Fact]
    public async Task The_demo_shows_the_effect_and_its_report_is_valid_whole_and_has_the_numbers_of_the_database()
    {
        await using var home = new TestHome();
        await using var demo = ConsoleProcess.Start(home, "demo", "--devices", "cpu:2");
        var run = (await demo.WaitForExitAsync(_patience)).Expect(0);
        Assert.Contains("sweep demo completed: 6 of 6 experiments done", run.Output, StringComparison.Ordinal);
        var sweep = JsonDocument.Parse(
            (await ConsoleProcess.RunAsync(home, "sweep", "show", "demo", "-o", "json")).Expect(0).Output).RootElement;
        ExpectEffect(sweep);

        var report = await ReportFile.WriteAsync(home, "demo", directory);
        await report.ExpectValidAsync();
        report.ExpectNoReference();
        report.ExpectFigureFiles();
        var expected = ReportFile.ExpectedRows(sweep);
        Assert.Equal(6, expected.Count);
        Assert.Equal(expected, report.Rows);
        Assert.Equal(expected, CellsOf(report.PathOf("table.md"), " | "));
        Assert.Equal(expected, CellsOf(report.PathOf("table.tex"), " & "));
        ExpectCounts(sweep, report.PathOf("results.csv"));
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "sweeps", "demo.yaml")),
            await File.ReadAllTextAsync(report.PathOf("sweep.yaml")));
        await ExpectReadableAsync(report);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    /// <summary>Vanilla fine-tuning loses robustness, and counterfactual images bring it back.</summary>
    private static void ExpectEffect(JsonElement sweep)
    {
        var shifted = sweep.GetProperty("experiments").EnumerateArray().ToDictionary(
            experiment => experiment.GetProperty("row").GetString()!,
            experiment => ReportFile.TestSets(experiment).Skip(1).Average(set => (double)set.Correct / set.Count));
        var vanilla = shifted.Single(row => row.Key.StartsWith("vanilla", StringComparison.Ordinal)).Value;
        Assert.True(vanilla < shifted.Single(row => row.Key.StartsWith("zero_shot", StringComparison.Ordinal)).Value - 0.05);
        var masked = shifted.Where(row => row.Key.Contains("refill=single", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, masked.Count);
        Assert.All(masked, row => Assert.True(row.Value > vanilla + 0.05, row.Key));
    }

    /// <summary>The accuracy cells of a table in Markdown or LaTeX, without its marks.</summary>
    private static IEnumerable<string> CellsOf(string path, string separator) => File.ReadLines(path)
        .Select(line => Marks().Replace(line, "").Trim().Trim('|', '\\').Trim().Split(separator))
        .Where(cells => cells.Length == 11 && cells[^1].Trim().Length > 0 && char.IsAsciiDigit(cells[^1].Trim()[0]))
        .Select(cells => string.Join('|', cells[4..].Select(cell => cell.Trim())));

    /// <summary>Every count of the database is a line, and nothing else is.</summary>
    private static void ExpectCounts(JsonElement sweep, string path)
    {
        var lines = File.ReadAllLines(path).Select(line => line.Split(',')).ToList();
        string Column(string[] line, string name) => line[Array.IndexOf(lines[0], name)];
        var expected = sweep.GetProperty("experiments").EnumerateArray().SelectMany(experiment =>
            ReportFile.TestSets(experiment).Select(set => string.Create(
                CultureInfo.InvariantCulture,
                $"{experiment.GetProperty("id").GetString()} {set.Name} {set.Correct} {set.Count}")));
        Assert.Equal(expected, lines.Skip(1).Select(line => string.Join(
            ' ', Column(line, "experiment"), Column(line, "test_set"), Column(line, "correct"), Column(line, "count"))));
    }

    /// <summary>A browser opens it from the disk and asks nobody for anything.</summary>
    private static async Task ExpectReadableAsync(ReportFile report)
    {
        await using var browser = await Browser.StartAsync();
        foreach (var screen in Screen.All)
        {
            await using var tab = await browser.OpenFileAsync(report.HtmlPath, screen);
            await tab.SeesAsync("figure svg");
            await tab.PhotographAsync($"report-{screen.Name}");
            Assert.True(await tab.FitsAsync(), $"the report is wider than the screen ({screen.Name})");
            tab.ExpectCalm();
        }
    }

    [GeneratedRegex(@"\*\*|</?u>|\\textbf|\\underline|[{}]")]
    private static partial Regex Marks();
}
