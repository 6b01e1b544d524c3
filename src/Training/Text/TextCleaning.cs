using System.Net;
using System.Text;

namespace Counterfactual.Training.Text;

/// <summary>
/// What CLIP's tokenizer does to a text before it looks at words: HTML entities unescaped twice, white space collapsed, lower
/// case. Text is taken to be well encoded and composed (NFC): what the reference's optional <c>ftfy</c> repairs is left alone.
/// </summary>
internal static class TextCleaning
{
    public static string Clean(string text) =>
        Lower(CollapseWhiteSpace(WebUtility.HtmlDecode(WebUtility.HtmlDecode(text))));

    private static string CollapseWhiteSpace(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    // Python's str.lower: the two rules of Unicode's SpecialCasing that .NET's invariant culture leaves out.
    private static string Lower(string text)
    {
        var lower = new StringBuilder(text.ToLowerInvariant());
        for (var i = text.Length - 1; i >= 0; i--)
        {
            if (text[i] == 'Σ' && i > 0 && char.IsLetter(text[i - 1]) && !(i + 1 < text.Length && char.IsLetter(text[i + 1])))
            {
                lower[i] = 'ς';
            }
            else if (text[i] == 'İ')
            {
                lower[i] = 'i';
                lower.Insert(i + 1, '\u0307');
            }
        }
        return lower.ToString();
    }
}
