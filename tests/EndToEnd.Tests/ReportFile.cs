using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;

namespace Counterfactual.EndToEnd.Tests;

/// <summary>The report of a sweep as files in a directory, and what anybody may rely on in each.</summary>
internal sealed class ReportFile
{
    private static readonly XNamespace _html = "http://www.w3.org/1999/xhtml";
    private readonly string directory;

    private ReportFile(string directory)
    {
        this.directory = directory;
        Document = XDocument.Load(HtmlPath);
    }

    /// <summary>The HTML file, which is XML as well.</summary>
    public XDocument Document { get; }

    public string HtmlPath => PathOf("report.html");

    /// <summary>The accuracy cells of each row of the paper's table, joined.</summary>
    public IReadOnlyList<string> Rows
    {
        get
        {
            var rows = Elements("table").First(table => (string?)table.Attribute("class") == "results").Descendants(_html + "tr")
                .Select(row => row.Elements().Select(cell => cell.Value).ToList()).ToList();
            return [.. rows.Skip(1).Select(row => string.Join('|', row.Skip(rows[0].IndexOf("ID"))))];
        }
    }

    /// <summary>Has the console write a sweep's report.</summary>
    public static async Task<ReportFile> WriteAsync(TestHome home, string sweep, string directory)
    {
        (await ConsoleProcess.RunAsync(home, "sweep", "report", sweep, "--out", directory)).Expect(0);
        return new(directory);
    }

    /// <summary>The accuracy cells of each row as the counts of its experiments in the database give them, joined.</summary>
    public static IReadOnlyList<string> ExpectedRows(JsonElement sweep) =>
    [
        .. sweep.GetProperty("experiments").EnumerateArray()
            .GroupBy(experiment => experiment.GetProperty("row").GetString())
            .Select(row => row.Select(experiment =>
            {
                var sets = TestSets(experiment).Select(set => (double)set.Correct / set.Count).ToList();
                return sets.Append(sets.Skip(1).Average()).ToList();
            }).ToList())
            .Select(seeds => string.Join('|', seeds[0].Select((_, column) => Cell([.. seeds.Select(seed => seed[column])])))),
    ];

    /// <summary>The counts of an experiment's first model.</summary>
    public static IEnumerable<(string Name, int Correct, int Count)> TestSets(JsonElement experiment) =>
        experiment.GetProperty("evaluations")[0].GetProperty("testSets").EnumerateArray().Select(set =>
            (set.GetProperty("name").GetString()!, set.GetProperty("correct").GetInt32(), set.GetProperty("count").GetInt32()));

    public IEnumerable<XElement> Elements(string name) => Document.Descendants(_html + name);

    public string PathOf(string file) => Path.Combine(directory, file);

    /// <summary>Fails where the HTML file names anything outside of itself.</summary>
    public void ExpectNoReference()
    {
        string[] loading = ["src", "href", "data", "action", "poster", "srcset", "background", "formaction", "cite", "manifest"];
        Assert.All(
            Document.Descendants().Attributes().Where(attribute => loading.Contains(attribute.Name.LocalName)),
            attribute => Assert.StartsWith("data:image/png;base64,", attribute.Value, StringComparison.Ordinal));
        Assert.DoesNotContain(Document.Descendants(), element => element.Name.LocalName is "script" or "link" or "iframe");
        Assert.All(Elements("style"), style => Assert.DoesNotMatch("(?i)url\\(|@import", style.Value));
    }

    /// <summary>Fails where tidy finds a mistake in the HTML file.</summary>
    public async Task ExpectValidAsync()
    {
        await using var tidy = ConsoleProcess.StartProgram("tidy", ["-errors", "-quiet", "-utf8", HtmlPath]);
        var mistakes = (await tidy.WaitForExitAsync()).Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        // What SVG calls presentation attributes, tidy does not know; as CSS they would be lost where figures are copied out.
        Assert.All(mistakes, mistake =>
            Assert.Contains("Warning: <svg> proprietary attribute", mistake, StringComparison.Ordinal));
    }

    /// <summary>Fails unless each figure of the HTML file is there as an SVG and a PNG file.</summary>
    public void ExpectFigureFiles()
    {
        var figures = Elements("figure").Select(figure => ((string)figure.Attribute("id")!)["figure-".Length..]).ToList();
        Assert.NotEmpty(figures);
        Assert.Equal(figures.Order(), NamesOf("*.svg"));
        Assert.Equal(figures.Order(), NamesOf("*.png"));
        Assert.All(figures, figure =>
        {
            Assert.Equal("svg", XDocument.Load(PathOf($"figures/{figure}.svg")).Root!.Name.LocalName);
            Assert.Equal("PNG"u8.ToArray(), File.ReadAllBytes(PathOf($"figures/{figure}.png"))[1..4]);
        });
    }

    private IEnumerable<string> NamesOf(string pattern) =>
        Directory.GetFiles(PathOf("figures"), pattern).Select(path => Path.GetFileNameWithoutExtension(path)).Order();

    private static string Cell(double[] values)
    {
        var mean = values.Average();
        var text = Percent(mean);
        var deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
        return values.Length == 1 ? text : $"{text} ± {Percent(deviation)}";
    }

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);
}
