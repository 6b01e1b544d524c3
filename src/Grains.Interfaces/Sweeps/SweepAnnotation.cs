namespace Counterfactual.Grains.Sweeps;

/// <summary>What people change in a sweep's note and tags; neither changes what it runs.</summary>
[GenerateSerializer, Alias("counterfactual.sweep-annotation")]
public sealed record SweepAnnotation
{
    /// <summary>Characters that a note may have.</summary>
    public const int LongestNote = 4000;

    /// <summary>Characters that a tag may have.</summary>
    public const int LongestTag = 40;

    /// <summary>Tags that a sweep may have.</summary>
    public const int MostTags = 50;

    /// <summary>The new note, empty to remove it; null to leave it.</summary>
    [Id(0)] public string? Note { get; init; }

    /// <summary>Tags to add; those that are there stay.</summary>
    [Id(1)] public IReadOnlyList<string> Add { get => field ?? []; init; }

    /// <summary>Tags to remove; nothing happens for those that are not there.</summary>
    [Id(2)] public IReadOnlyList<string> Remove { get => field ?? []; init; }

    /// <summary>What is wrong with it; null where nothing is.</summary>
    public string? Problem() =>
        Note?.Length > LongestNote ? $"the note has {Note.Length} characters; expected {LongestNote} at most"
        : Add.Count > MostTags ? $"{Add.Count} tags are to be added; expected {MostTags} at most"
        : Add.Concat(Remove).FirstOrDefault(tag => !IsTag(tag)) is { } wrong
            ? $"'{wrong}' is no tag; expected 1 to {LongestTag} of a-z, A-Z, 0-9, '.', '_' and '-', "
                + "beginning with a letter or digit"
        : null;

    private static bool IsTag(string tag) => tag.Length is >= 1 and <= LongestTag && char.IsAsciiLetterOrDigit(tag[0])
        && tag.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-');
}
