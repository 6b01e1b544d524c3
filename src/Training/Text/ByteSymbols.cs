namespace Counterfactual.Training.Text;

/// <summary>
/// The printable character that stands for each byte in a byte-pair vocabulary (GPT-2's <c>bytes_to_unicode</c>): printable
/// Latin-1 for itself, the others for U+0100 and up, in order.
/// </summary>
internal static class ByteSymbols
{
    /// <summary>Ends the last symbol of a word.</summary>
    public const string EndOfWord = "</w>";

    static ByteSymbols()
    {
        int[] printable = [.. Enumerable.Range('!', '~' - '!' + 1), .. Enumerable.Range('¡', '¬' - '¡' + 1),
            .. Enumerable.Range('®', 'ÿ' - '®' + 1)];
        int[] others = [.. Enumerable.Range(0, 256).Except(printable)];
        InOrder = [.. printable.Select(value => (char)value), .. others.Select((_, i) => (char)(256 + i))];
        var symbols = new char[256];
        foreach (var (value, symbol) in printable.Concat(others).Zip(InOrder))
        {
            symbols[value] = symbol;
        }
        Of = symbols;
    }

    /// <summary>The symbol of each byte.</summary>
    public static IReadOnlyList<char> Of { get; }

    /// <summary>The symbols in the order in which OpenAI's vocabulary numbers them: printable bytes first.</summary>
    public static IReadOnlyList<char> InOrder { get; }
}
