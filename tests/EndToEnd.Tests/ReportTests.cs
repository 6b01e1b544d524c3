using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Counterfactual.EndToEnd.Tests;

/// <summary>The report of a real sweep, held against what the database says.</summary>
[Collection(StudyCollection.Name)]
public sealed partial class ReportTests(UndisturbedStudy study) : IDisposable
{
    private static readonly XNamespace _html = "http://www.w3.org/1999/xhtml";
    private readonly string directory = Directory.CreateTempSubdirectory("cf-report-").FullName;

    [Fact]
    public async Task The_report_is_one_document_whose_numbers_are_the_databases()
    {
        var report = await ReportFile.WriteAsync(study.Home, "study", directory);
        var sweep = JsonDocument.Parse(
            (await ConsoleProcess.RunAsync(study.Home, "sweep", "show", "study", "-o", "json")).Expect(0).Output).RootElement;
        var expected = ReportFile.ExpectedRows(sweep);
        Assert.Equal(3, expected.Count);
        Assert.Equal(expected, report.Rows);
        report.ExpectNoReference();
        Assert.Contains(
            report.Elements("pre"), listing => listing.Value.Contains("train_images: 200", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_is_valid_HTML_and_every_figure_is_there_as_SVG_and_PNG()
    {
        var report = await ReportFile.WriteAsync(study.Home, "study", directory);
        await report.ExpectValidAsync();
        report.ExpectFigureFiles();
    }

    [Fact]
    public async Task It_shows_what_was_masked_epoch_by_epoch()
    {
        var report = await ReportFile.WriteAsync(study.Home, "study", directory);
        var gallery = Assert.Single(report.Elements("table"), table => (string?)table.Attribute("class") == "gallery");
        Assert.Equal([1, 3, 6], gallery.Descendants(_html + "th").Select(header => EpochNumber().Match(header.Value))
            .Where(match => match.Success)
            .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
        Assert.All(gallery.Element(_html + "tbody")!.Elements(), row => Assert.Equal(11, row.Descendants(_html + "img").Count()));

        var page = await study.Home.AskAsync(async client =>
        {
            var sweep = await client.GetSweepAsync("study");
            var masked = sweep.Experiments.First(experiment => experiment.Row.Contains("object", StringComparison.Ordinal));
            Assert.Equal([1, 2, 3, 4, 5, 6], await client.ListGalleryAsync(masked.Id));
            Assert.Empty(await client.ListGalleryAsync(
                sweep.Experiments.First(experiment => experiment.Row.StartsWith("vanilla", StringComparison.Ordinal)).Id));
            return await client.GetGalleryAsync(masked.Id, 6);
        });
        Assert.Equal((6, 8), (page.Epoch, page.Samples.Count));
    }

    [Fact]
    public async Task Its_rows_are_compared_image_by_image()
    {
        (await ConsoleProcess.RunAsync(study.Home, "sweep", "report", "study", "--out", directory)).Expect(0);
        var text = await File.ReadAllTextAsync(Path.Combine(directory, "report.md"));
        Assert.Contains("## Significance", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Where it was not kept which images", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_and_exports_hold_what_was_measured()
    {
        var csv = (await ConsoleProcess.RunAsync(study.Home, "experiment", "metrics", "study/1", "--csv")).Expect(0).Output;
        Assert.StartsWith("name,step,value\r\n", csv, StringComparison.Ordinal);
        (await ConsoleProcess.RunAsync(study.Home, "sweep", "export", "study", "--to", directory)).Expect(0);
        var metrics = await File.ReadAllTextAsync(Path.Combine(directory, "metrics.csv"));
        Assert.All(csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Skip(1), line => Assert.Contains($"study/1,{line}\r\n", metrics, StringComparison.Ordinal));
        Assert.Contains(",memory.process,", metrics, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [GeneratedRegex("epoch ([0-9]+)")]
    private static partial Regex EpochNumber();
}
