using System.Globalization;
using System.Text;
using System.Xml;

namespace Counterfactual.Silo.Reports;

/// <summary>
/// Writes HTML and SVG that are also well-formed XML. Text and attribute values are escaped; what is given is never read as
/// markup.
/// </summary>
internal sealed class MarkupWriter : IDisposable
{
    private const string HtmlNamespace = "http://www.w3.org/1999/xhtml";
    private const string SvgNamespace = "http://www.w3.org/2000/svg";

    /// <summary>Elements of HTML that have no end tag.</summary>
    private static readonly HashSet<string> _void = ["br", "col", "hr", "img", "meta"];

    private readonly StringBuilder text = new();
    private readonly XmlWriter xml;
    private readonly Stack<(string Name, string Namespace)> open = [];

    public MarkupWriter()
    {
        xml = XmlWriter.Create(text, new XmlWriterSettings
        {
            OmitXmlDeclaration = true,
            ConformanceLevel = ConformanceLevel.Fragment,
            CheckCharacters = false,
            NewLineHandling = NewLineHandling.None,
        });
    }

    /// <summary>Begins an element; attributes whose value is null are left out.</summary>
    public MarkupWriter Open(string name, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        var within = name switch
        {
            "html" => HtmlNamespace,
            "svg" => SvgNamespace,
            _ => open.Count > 0 ? open.Peek().Namespace : HtmlNamespace,
        };
        xml.WriteStartElement(name, within);
        open.Push((name, within));
        foreach (var (attribute, value) in attributes)
        {
            if (value is not null)
            {
                xml.WriteAttributeString(attribute, Format(value));
            }
        }

        return this;
    }

    /// <summary>Ends the innermost element.</summary>
    public MarkupWriter Close()
    {
        var (name, within) = open.Pop();
        if (within == SvgNamespace || _void.Contains(name))
        {
            xml.WriteEndElement();
        }
        else
        {
            xml.WriteFullEndElement();
        }

        return this;
    }

    /// <summary>Text within the innermost element; characters that XML cannot hold become U+FFFD.</summary>
    public MarkupWriter Text(string content)
    {
        xml.WriteString(Printable(content));
        return this;
    }

    /// <summary>An element that holds text, or nothing.</summary>
    public MarkupWriter Element(string name, string? content, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        Open(name, attributes);
        if (content is not null)
        {
            Text(content);
        }

        return Close();
    }

    /// <summary>Markup that this class wrote before.</summary>
    public MarkupWriter Markup(string markup)
    {
        xml.WriteRaw(markup);
        return this;
    }

    public override string ToString()
    {
        xml.Flush();
        return text.ToString();
    }

    public void Dispose() => xml.Dispose();

    private static string Format(object value) => value switch
    {
        double number => number.ToString("0.##", CultureInfo.InvariantCulture),
        int number => number.ToString(CultureInfo.InvariantCulture),
        _ => Printable(value.ToString() ?? ""),
    };

    private static string Printable(string content)
    {
        if (content.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0)
        {
            return content;
        }

        StringBuilder printable = new(content.Length);
        foreach (var rune in content.EnumerateRunes())
        {
            var keep = rune.Value is '\t' or '\n'
                || (rune.Value >= ' ' && rune.Value is not (0xFFFE or 0xFFFF) && rune.Value is < 0x7F or > 0x9F);
            printable.Append(keep ? rune.ToString() : rune.Value == '\r' ? "" : "\uFFFD");
        }

        return printable.ToString();
    }
}
