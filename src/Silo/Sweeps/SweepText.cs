using System.Globalization;

namespace Counterfactual.Silo.Sweeps;

/// <summary>
/// A sweep file's text, some of which may have been written by overrides; it knows for every character where its author finds
/// it. Immutable.
/// </summary>
internal sealed class SweepText
{
    private readonly string _original;
    private readonly IReadOnlyList<Piece> _pieces;

    public SweepText(string fileName, string text)
        : this(fileName, text, [new(text, 0, null)])
    {
    }

    private SweepText(string fileName, string original, IReadOnlyList<Piece> pieces)
    {
        FileName = fileName;
        _original = original;
        _pieces = pieces;
        Content = string.Concat(pieces.Select(piece => piece.Text));
    }

    /// <summary>The file's name as its author knows it.</summary>
    public string FileName { get; }

    /// <summary>The text with everything replaced so far.</summary>
    public string Content { get; }

    /// <summary>The text with <c>[start, end)</c> replaced by what an override says.</summary>
    public SweepText Replace(int start, int end, string replacement, SweepOverride source)
    {
        List<Piece> pieces = [.. Cut(0, start), new(replacement, 0, source.ToString()), .. Cut(end, Content.Length)];
        return new(FileName, _original, pieces);
    }

    /// <summary>Where the character stands, for error messages: <c>file:line:column</c> or <c>--set path=value</c>.</summary>
    public string Locate(int offset) => Find(offset) is { Override: string source } ? source : $"{FileName}:{Place(offset)}";

    /// <summary>As <see cref="Locate"/>, for use within a message about the same file: <c>line:column</c>.</summary>
    public string Place(int offset)
    {
        var piece = Find(offset);
        if (piece.Override is string source)
        {
            return source;
        }

        var (line, column) = LineAndColumn(OriginalOffset(offset));
        return string.Create(CultureInfo.InvariantCulture, $"{line}:{column}");
    }

    /// <summary>Sorts places: those of the file in its order, then those of overrides.</summary>
    public (bool Overridden, int Offset) Order(int offset) =>
        Find(offset).Override is null ? (false, OriginalOffset(offset)) : (true, offset);

    private IEnumerable<Piece> Cut(int start, int end)
    {
        var at = 0;
        foreach (var piece in _pieces)
        {
            var from = Math.Max(start - at, 0);
            var to = Math.Min(end - at, piece.Text.Length);
            if (from < to)
            {
                yield return new(piece.Text[from..to], piece.Original + from, piece.Override);
            }

            at += piece.Text.Length;
        }
    }

    /// <summary>The piece that holds the character; behind the end, the last one.</summary>
    private Piece Find(int offset) => _pieces[Index(offset).Piece];

    private int OriginalOffset(int offset)
    {
        var (piece, start) = Index(offset);
        return _pieces[piece].Original + (offset - start);
    }

    private (int Piece, int Start) Index(int offset)
    {
        var start = 0;
        for (var index = 0; index < _pieces.Count - 1; index++)
        {
            if (offset < start + _pieces[index].Text.Length)
            {
                return (index, start);
            }

            start += _pieces[index].Text.Length;
        }

        return (_pieces.Count - 1, start);
    }

    private (int Line, int Column) LineAndColumn(int offset)
    {
        var before = _original.AsSpan(0, Math.Min(offset, _original.Length));
        return (before.Count('\n') + 1, before.Length - (before.LastIndexOf('\n') + 1) + 1);
    }

    /// <param name="Text">The characters.</param>
    /// <param name="Original">Offset of the first of them in the file.</param>
    /// <param name="Override">The override that wrote them instead; null for the file's own.</param>
    private sealed record Piece(string Text, int Original, string? Override);
}
