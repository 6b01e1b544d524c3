using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Counterfactual.Silo.Sweeps.Yaml;

/// <summary>
/// Reads one YAML document into nodes that know where they stand. Anchors, aliases, tags and deep nesting are refused: a sweep
/// file needs none, and they let a short text stand for a huge one.
/// </summary>
internal sealed class YamlReader
{
    private const int DeepestNesting = 16;

    private readonly SweepText _text;
    private readonly SweepFileErrors _errors;
    private readonly Scanner _scanner;
    private readonly Parser _parser;

    private YamlReader(SweepText text, SweepFileErrors errors)
    {
        _text = text;
        _errors = errors;
        _scanner = new(new StringReader(text.Content));
        _parser = new(_scanner);
    }

    /// <summary>The document's root; null where the text holds none.</summary>
    /// <exception cref="SweepFileException">The text is not YAML of the accepted kind.</exception>
    public static YamlNode? Read(SweepText text, SweepFileErrors errors)
    {
        try
        {
            return new YamlReader(text, errors).ReadDocument();
        }
        catch (YamlException exception)
        {
            throw Explain(text, errors, exception);
        }
    }

    private YamlNode? ReadDocument()
    {
        Next<StreamStart>();
        if (Next() is StreamEnd)
        {
            return null;
        }

        Next();
        var root = ReadNode(0);
        Next<DocumentEnd>();
        return Next() is StreamEnd
            ? root
            : throw Refused(_parser.Current!, "a second document begins here; expected one document in the file");
    }

    /// <summary>Reads the node that begins with the current event.</summary>
    private YamlNode ReadNode(int depth)
    {
        var current = _parser.Current!;
        if (depth > DeepestNesting)
        {
            throw Refused(current, $"nested too deeply; expected at most {DeepestNesting} levels");
        }

        if (current is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
        {
            throw Refused(current, "anchors and aliases ('&', '*') are not supported; expected the value itself");
        }

        if (current is NodeEvent { Tag.IsEmpty: false })
        {
            throw Refused(current, "tags ('!') are not supported; expected the value itself");
        }

        return current switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart start => ReadSequence(start, depth),
            MappingStart start => ReadMapping(start, depth),
            _ => throw Refused(current, "expected a value"),
        };
    }

    private YamlScalar ReadScalar(Scalar scalar)
    {
        var start = Offset(scalar.Start);
        return new(scalar.Value, scalar.Style == ScalarStyle.Plain, start, TrimmedEnd(start, Offset(scalar.End)));
    }

    private YamlSequence ReadSequence(SequenceStart start, int depth)
    {
        List<YamlNode> items = [];
        while (Next() is not SequenceEnd)
        {
            items.Add(ReadNode(depth + 1));
        }

        var at = Offset(start.Start);
        return new(items, at, End(at, items.LastOrDefault()));
    }

    private YamlMapping ReadMapping(MappingStart start, int depth)
    {
        List<YamlEntry> entries = [];
        Dictionary<string, YamlScalar> seen = [];
        while (Next() is not MappingEnd)
        {
            var node = ReadNode(depth + 1);
            if (node is not YamlScalar key)
            {
                throw _errors.Fatal(node.Start, $"{node.Found} cannot be a key; expected a name");
            }

            Next();
            var value = ReadNode(depth + 1);
            if (seen.TryAdd(key.Text, key))
            {
                entries.Add(new(key, value));
            }
            else
            {
                _errors.Add(key, $"'{key.Text}' is given twice; the first is at {_text.Place(seen[key.Text].Start)}");
            }
        }

        var at = Offset(start.Start);
        return new(entries, IsBracket(at), at, End(at, entries.LastOrDefault()?.Value));
    }

    /// <summary>
    /// Where the collection that ends with the current event ends. The parser's own end mark of a block collection lies behind
    /// the blanks and comments that follow it, its last value's does not; that of a flow collection lies before the bracket.
    /// </summary>
    private int End(int start, YamlNode? last) =>
        last is null || IsBracket(start) ? Offset(_parser.Current!.Start) + 1 : last.End;

    private bool IsBracket(int offset) => _text.Content[offset] is '[' or '{';

    private int TrimmedEnd(int start, int end)
    {
        while (end > start && char.IsWhiteSpace(_text.Content[end - 1]))
        {
            end--;
        }

        return end;
    }

    /// <summary>The next event that is no comment.</summary>
    private ParsingEvent Next()
    {
        do
        {
            Advance();
        }
        while (_parser.Current is Comment);

        return _parser.Current!;
    }

    private void Advance()
    {
        try
        {
            if (!_parser.MoveNext())
            {
                throw _errors.Fatal(_text.Content.Length, "not valid YAML: the text ends too early");
            }
        }
        catch (Exception exception) when (exception is not (YamlException or SweepFileException or OutOfMemoryException))
        {
            // The parser lets exceptions of its inner workings out on some malformed texts.
            throw _errors.Fatal(Offset(_scanner.CurrentPosition), "not valid YAML hereabouts; a bracket or quote may be missing");
        }
    }

    private void Next<TEvent>()
        where TEvent : ParsingEvent
    {
        if (Next() is not TEvent)
        {
            throw Refused(_parser.Current!, "not valid YAML here");
        }
    }

    private SweepFileException Refused(ParsingEvent where, string message) => _errors.Fatal(Offset(where.Start), message);

    private int Offset(Mark mark) => Math.Clamp((int)mark.Index, 0, _text.Content.Length);

    private static SweepFileException Explain(SweepText text, SweepFileErrors errors, YamlException exception)
    {
        var offset = (int)Math.Clamp(exception.Start.Index, 0, text.Content.Length);
        var tab = text.Content.IndexOf('\t', offset);
        var reason = char.ToLowerInvariant(exception.Message[0]) + exception.Message[1..].TrimEnd('.');
        return exception.Message.Contains("tab", StringComparison.Ordinal) && tab >= 0
            ? errors.Fatal(tab, "not valid YAML: a tab in the indentation; expected spaces")
            : errors.Fatal(offset, $"not valid YAML: {reason}");
    }
}
