using System.Globalization;
using System.Text;

namespace Counterfactual.Training.Text;

/// <summary>
/// Splits a cleaned text as CLIP's pattern does: special tokens, English contractions, runs of letters, single digits, runs of
/// anything else. (.NET's regular expressions would take the halves of a surrogate pair for characters.)
/// </summary>
internal static class WordSplitter
{
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        Space,
        Letter,
        Number,
        Other,
    }

    /// <summary>The words in order; white space belongs to none.</summary>
    public static IEnumerable<string> Split(string text)
    {
        for (var begin = 0; begin < text.Length;)
        {
            var end = EndOfWord(text, begin);
            if (KindAt(text, begin, out _) != Kind.Space)
            {
                yield return text[begin..end];
            }
            begin = end;
        }
    }

    private static int EndOfWord(string text, int begin)
    {
        foreach (var whole in (string[])[BytePairVocabulary.StartOfText, BytePairVocabulary.EndOfText, .. Contractions])
        {
            if (string.CompareOrdinal(text, begin, whole, 0, whole.Length) == 0)
            {
                return begin + whole.Length;
            }
        }
        var kind = KindAt(text, begin, out var length);
        var end = begin + length;
        while (kind != Kind.Number && end < text.Length && KindAt(text, end, out length) == kind)
        {
            end += length;
        }
        return end;
    }

    private static Kind KindAt(string text, int index, out int length)
    {
        Rune.DecodeFromUtf16(text.AsSpan(index), out var rune, out length);
        return Rune.IsWhiteSpace(rune) ? Kind.Space
            : Rune.IsLetter(rune) ? Kind.Letter
            : Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber
                or UnicodeCategory.OtherNumber ? Kind.Number
            : Kind.Other;
    }
}
