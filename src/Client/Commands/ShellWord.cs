namespace Counterfactual.Client.Commands;

/// <summary>Words for a shell to read.</summary>
internal static class ShellWord
{
    /// <summary>The text as one word, in quotes where it needs them.</summary>
    public static string Of(string text) => text.Contains(' ', StringComparison.Ordinal) ? $"'{text}'" : text;
}
