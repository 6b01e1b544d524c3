namespace Counterfactual.Silo.Sweeps.Yaml;

/// <summary>A value in a YAML text and where it stands: <c>text[Start..End]</c>, without blanks or comments around it.</summary>
internal abstract record YamlNode(int Start, int End)
{
    /// <summary>What an error message calls the node.</summary>
    public abstract string Found { get; }
}

/// <summary>A scalar.</summary>
/// <param name="Text">Its text without quotes; empty where nothing was written.</param>
/// <param name="IsPlain">Whether it was written without quotes, so that it may be a number.</param>
/// <param name="Start">Offset of its first character.</param>
/// <param name="End">Offset behind its last character.</param>
internal sealed record YamlScalar(string Text, bool IsPlain, int Start, int End) : YamlNode(Start, End)
{
    private const int Shown = 60;

    public bool IsNothing => IsPlain && Text.Length == 0;

    public override string Found => (IsNothing, IsPlain) switch
    {
        (true, _) => "nothing",
        (_, true) => $"'{Shorten(Text)}'",
        _ => $"'{Shorten(Text)}' in quotes",
    };

    private static string Shorten(string text) =>
        (text.Length <= Shown ? text : text[..Shown] + "...").ReplaceLineEndings(" ");
}

/// <summary>A list.</summary>
internal sealed record YamlSequence(IReadOnlyList<YamlNode> Items, int Start, int End) : YamlNode(Start, End)
{
    public override string Found => "a list";
}

/// <summary>Keys and their values, in the order of the text; no two with the same key.</summary>
internal sealed record YamlMapping(IReadOnlyList<YamlEntry> Entries, bool IsFlow, int Start, int End) : YamlNode(Start, End)
{
    public override string Found => "a mapping";
}

/// <summary>One key with its value.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);
