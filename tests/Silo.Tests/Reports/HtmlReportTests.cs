using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Reports;
using Counterfactual.Silo.Reports.Figures;
using Counterfactual.Silo.Reports.Html;

namespace Counterfactual.Silo.Tests.Reports;

public sealed class HtmlReportTests
{
    private static readonly XNamespace _html = "http://www.w3.org/1999/xhtml";

    /// <summary>The miniature's table with made-up learning curves.</summary>
    internal static ReportMaterial Miniature { get; } = SampleSweep.Material(MiniatureTable.Sweep) with
    {
        Metrics = MiniatureTable.Sweep.Experiments.ToDictionary(
            experiment => experiment.Id,
            experiment => (IReadOnlyList<MetricPoint>)
            [
                .. Enumerable.Range(1, 8).SelectMany(epoch => new MetricPoint[]
                {
                    new("ood.accuracy", 62 * epoch, 0.63 - (0.01 * (experiment.Number % 13) * epoch / 8)),
                    new("id.accuracy", 62 * epoch, 0.71 + (0.25 * (1 - Math.Exp(-epoch / 2.0)))),
                    new("train.loss", 62 * epoch, (1.5 / epoch) + (0.01 * experiment.Number)),
                }),
            ]),
    };

    [Fact]
    public void The_report_is_one_well_formed_document_with_every_number_of_the_table()
    {
        var document = XDocument.Parse(HtmlReport.Write(Miniature));

        var rows = document.Descendants(_html + "table").First(table => (string?)table.Attribute("class") == "results")
            .Element(_html + "tbody")!.Elements(_html + "tr")
            .Select(row => row.Elements(_html + "td").Select(cell => cell.Value).ToArray());
        Assert.Equal(
            ReportTableBuilder.Build(Miniature.Sweep.Rows).Rows.Select(row => row.Cells.Select(cell => cell.Text).ToArray()),
            rows);
        Assert.Equal(Miniature.Figures.Select(figure => $"figure-{figure.Name}"), document.Descendants(_html + "figure")
            .Select(figure => (string)figure.Attribute("id")!));
        Assert.Contains(document.Descendants(_html + "pre"), listing =>
            listing.Value.Contains(Miniature.Sweep.File.Trim(), StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_asked_of_any_network()
    {
        var document = XDocument.Parse(HtmlReport.Write(Miniature));
        string[] loading = ["src", "href", "data", "action", "poster", "srcset", "background", "formaction", "cite", "manifest"];
        Assert.DoesNotContain(
            document.Descendants().Attributes(),
            attribute => loading.Contains(attribute.Name.LocalName)
                && !attribute.Value.StartsWith("data:image/png;base64,", StringComparison.Ordinal));
        string[] loaders = ["script", "link", "iframe", "object", "embed", "base", "form", "foreignObject", "use", "image"];
        Assert.DoesNotContain(document.Descendants(), element => loaders.Contains(element.Name.LocalName));
        Assert.All(document.Descendants(_html + "style"), style =>
        {
            Assert.DoesNotContain("url(", style.Value, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("@import", style.Value, StringComparison.OrdinalIgnoreCase);

            // What XML would escape, HTML would not undo here.
            Assert.DoesNotContain(style.Value, character => character is '<' or '>' or '&');
        });
    }

    [Fact]
    public void What_people_wrote_is_never_markup()
    {
        var sweep = SampleSweep.Of("name: x\nmethod: vanilla\n# </code><script>alert(1)</script> & \u0007\n", (_, experiment) =>
            experiment.Failed("<b>&amp; ]]> \u001b[31m"));
        var document = XDocument.Parse(HtmlReport.Write(SampleSweep.Material(sweep)));
        Assert.DoesNotContain(document.Descendants(), element => element.Name.LocalName is "script" or "b");
        Assert.Contains("<script>alert(1)</script>", document.Root!.Value, StringComparison.Ordinal);
        Assert.Contains("<b>&amp; ]]> \uFFFD[31m", document.Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_figure_is_well_formed_and_lies_within_its_borders()
    {
        Assert.Equal(
            ["trade-off", "trade-off-maskings", "heat-map-ood", "heat-map-id", "wise-ft", "learning-curve-ood",
                "learning-curve-id", "learning-curve-loss"],
            Miniature.Figures.Select(figure => figure.Name));
        foreach (var figure in Miniature.Figures)
        {
            var drawing = XDocument.Parse(SvgFigure.File(figure));
            Assert.All(drawing.Descendants().Attributes("x")
                .Concat(drawing.Descendants().Attributes("x1")), x => Within(x, figure.Width));
            Assert.All(drawing.Descendants().Attributes("y")
                .Concat(drawing.Descendants().Attributes("y1")), y => Within(y, figure.Height));
        }

        static void Within(XAttribute attribute, int size) =>
            Assert.InRange(double.Parse(attribute.Value, CultureInfo.InvariantCulture), 0, size);
    }

    [Fact]
    public void A_sweep_without_results_has_a_report_without_figures()
    {
        var material = SampleSweep.Material(SampleSweep.Of("name: x\nmethod: vanilla\n", (_, _) => null));
        Assert.Empty(material.Figures);
        Assert.Empty(XDocument.Parse(HtmlReport.Write(material)).Descendants(_html + "figure"));
    }

    [Fact]
    public void The_front_has_the_points_that_no_other_beats()
    {
        FigurePoint[] points = [new(1, 5), new(2, 4), new(2, 5), new(3, 1), new(0, 5), new(3, 2)];
        Assert.Equal([new(2, 5), new(3, 2)], ParetoFront.Of(points));
    }

    [Theory]
    [InlineData(0, 1, 5, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(71.3, 95.9, 6, "75 80 85 90 95")]
    [InlineData(-0.004, 0.0111, 4, "0.000 0.005 0.010")]
    public void Axes_have_round_numbers(double from, double to, int most, string expected) =>
        Assert.Equal(expected, string.Join(' ', AxisTicks.Of(new("", from, to), most).Select(tick => tick.Text)));

    [Theory]
    [InlineData(84.0, 84.00000000000001)]
    [InlineData(1e300, 1e300)]
    [InlineData(0, 0)]
    [InlineData(0, 5e-324)]
    [InlineData(-1e17, -1e17 + 64)]
    [InlineData(-1.7e308, 1.7e308)]
    public void Numbers_that_only_rounding_tells_apart_have_an_axis_with_a_few_ticks(double low, double high)
    {
        var axis = Axis.Linear.Around("", [low, high]);
        Assert.True(axis.From < axis.To);
        Assert.InRange(AxisTicks.Of(axis, 5).Count, 0, 6);
    }

    [Fact]
    public void The_latex_table_has_the_cells_of_the_table()
    {
        var table = ReportTableBuilder.Build(MiniatureTable.Sweep.Rows);
        var lines = LatexTable.Write(table).Split('\n').Where(line => line.EndsWith("\\\\", StringComparison.Ordinal)).ToList();
        Assert.Equal(table.Rows.Count + 1, lines.Count);
        Assert.Equal(
            table.Rows.Select(row => string.Join('|', row.Cells.Select(cell => cell.Text))),
            lines.Skip(1).Select(line => string.Join('|', line[..^3].Split(" & ").Select(cell =>
                Regex.Replace(
                    Regex.Replace(cell, @"\{\\tiny\$\\pm\$([0-9.]+)\}", " ± $1"), @"\\(textbf|underline)\{(.*)\}", "$2")))));
        Assert.Contains("\\textbf{95.9{\\tiny$\\pm$0.2}}", lines[3], StringComparison.Ordinal);
    }
}
