namespace Counterfactual.Client.Rendering;

/// <summary>
/// Other people's text as a terminal may show it: what would move the cursor or change colours becomes a space.
/// </summary>
internal static class VisibleText
{
    /// <summary>The text on one line.</summary>
    public static string Line(string text) => Replace(text, kept: "");

    /// <summary>The text with its line breaks and tabs.</summary>
    public static string Lines(string text) => Replace(text, kept: "\n\t");

    private static string Replace(string text, string kept) => string.Concat(text.Select(character =>
        char.IsControl(character) && !kept.Contains(character, StringComparison.Ordinal) ? ' ' : character));
}
