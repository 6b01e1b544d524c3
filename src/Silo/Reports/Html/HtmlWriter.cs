using System.Reflection;
using Counterfactual.Silo.Reports.Figures;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Reports.Html;

/// <summary>Writes a report as HTML.</summary>
internal sealed class HtmlWriter : IDocumentWriter, IDisposable
{
    private static readonly string _style = ReadStyle();
    private readonly MarkupWriter html = new();
    private bool isOpen = true;

    public HtmlWriter(string title)
    {
        html.Open("html", ("lang", "en")).Open("head")
            .Element("meta", null, ("charset", "utf-8"))
            .Element("meta", null, ("name", "viewport"), ("content", "width=device-width, initial-scale=1"))
            .Element("meta", null, ("name", "color-scheme"), ("content", "light dark"))
            .Element("title", title)
            .Element("style", _style)
            .Close().Open("body").Open("main");
    }

    public void Heading(int level, string text) => html.Element($"h{level}", text);

    public void Paragraph(string text) => html.Element("p", text);

    public void List(IEnumerable<string> items)
    {
        html.Open("ul");
        foreach (var item in items)
        {
            html.Element("li", item);
        }

        html.Close();
    }

    public void Table(ReportTable table)
    {
        html.Open("div", ("class", "wide")).Open("table", ("class", "results")).Open("thead").Open("tr");
        foreach (var column in table.Columns)
        {
            html.Element("th", column.Title, ("scope", "col"), ("class", column.IsAccuracy ? "number" : null));
        }

        html.Close().Close().Open("tbody");
        foreach (var row in table.Rows)
        {
            html.Open("tr", ("class", row.IsComplete ? null : "incomplete"));
            foreach (var (cell, column) in row.Cells.Zip(table.Columns))
            {
                html.Open("td", ("class", column.IsAccuracy ? "number" : null));
                Ranked(cell);
                html.Close();
            }

            html.Close();
        }

        html.Close().Close().Close();
    }

    public void Table(IReadOnlyList<string> titles, IEnumerable<IReadOnlyList<string>> rows)
    {
        html.Open("div", ("class", "wide")).Open("table").Open("thead").Open("tr");
        foreach (var title in titles)
        {
            html.Element("th", title, ("scope", "col"));
        }

        html.Close().Close().Open("tbody");
        foreach (var row in rows)
        {
            html.Open("tr");
            foreach (var cell in row)
            {
                html.Element("td", cell);
            }

            html.Close();
        }

        html.Close().Close().Close();
    }

    public void Code(string language, string text) =>
        html.Open("pre").Element("code", text.TrimEnd('\n', '\r'), ("class", $"language-{language}")).Close();

    public void Figure(Figure figure) => html.Open("figure", ("id", $"figure-{figure.Name}"))
        .Markup(SvgFigure.Element(figure))
        .Open("figcaption").Element("strong", $"{figure.Title}.").Text($" {figure.Caption}").Close()
        .Close();

    public void Gallery(ReportGallery gallery)
    {
        html.Element("h3", gallery.Title).Open("div", ("class", "wide")).Open("table", ("class", "gallery"))
            .Open("thead").Open("tr")
            .Element("th", "image", ("scope", "col"));
        foreach (var page in gallery.Pages)
        {
            html.Element("th", $"epoch {page.Epoch}: relevance, mask, counterfactual", ("scope", "colgroup"), ("colspan", 3));
        }

        html.Element("th", "from", ("scope", "col")).Close().Close().Open("tbody");
        for (var place = 0; place < Math.Min(ReportGallery.MostSamples, gallery.Pages.Min(page => page.Samples.Count)); place++)
        {
            var samples = gallery.Pages.Select(page => page.Samples[place]).ToList();
            html.Open("tr");
            Picture(samples[0].Original, $"image {samples[0].Image}");
            foreach (var (sample, page) in samples.Zip(gallery.Pages))
            {
                Picture(sample.Relevance, $"relevance after epoch {page.Epoch}");
                Picture(sample.Mask, $"mask after epoch {page.Epoch}, white where masked");
                Picture(sample.Refilled, $"counterfactual image after epoch {page.Epoch}");
            }

            Partners(samples[^1], gallery.Pages[^1]);
            html.Close();
        }

        html.Close().Close().Close();
    }

    /// <summary>The document, which ends with this.</summary>
    public override string ToString()
    {
        if (isOpen)
        {
            html.Close().Close().Close();
            isOpen = false;
        }

        return "<!DOCTYPE html>\n" + html + "\n";
    }

    public void Dispose() => html.Dispose();

    private void Picture(byte[] png, string text)
    {
        html.Open("td");
        Image(png, text);
        html.Close();
    }

    /// <summary>All images that the masked patches come from, as far as the page has them.</summary>
    private void Partners(GallerySample sample, GalleryPage page)
    {
        List<GallerySample> there =
            [.. sample.Partners.Where(place => place < page.Samples.Count).Select(place => page.Samples[place])];
        html.Open("td", ("class", "partners"));
        if (there.Count == 0)
        {
            html.Text("nothing");
        }

        foreach (var partner in there)
        {
            Image(partner.Original, $"image {partner.Image}, from which masked patches come");
        }

        html.Close();
    }

    private void Image(byte[] png, string text) => html.Element(
        "img", null, ("src", "data:image/png;base64," + Convert.ToBase64String(png)), ("alt", text), ("title", text));

    private void Ranked(ReportCell cell)
    {
        switch (cell.Rank)
        {
            case ReportRank.Best:
                html.Element("strong", cell.Text);
                break;
            case ReportRank.Second:
                html.Element("u", cell.Text);
                break;
            default:
                html.Text(cell.Text);
                break;
        }
    }

    private static string ReadStyle()
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("report.css")!);
        return reader.ReadToEnd();
    }
}
