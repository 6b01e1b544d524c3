using System.Text.RegularExpressions;

namespace Counterfactual.Grains.Models;

/// <summary>Names of registered things: they are typed in shells, written in sweep files and put into paths.</summary>
public static partial class RegistryName
{
    /// <summary>What a name is, in words.</summary>
    public const string Form = "1 to 64 of a-z, 0-9, '-', '_' and '.', the first a letter or digit";

    /// <summary>Whether a text is such a name.</summary>
    public static bool IsValid(string? text) => text is not null && Pattern().IsMatch(text);

    /// <summary>
    /// The name that a text is most like, such as <c>vit-b-32</c> of <c>ViT-B/32</c>; empty where nothing of it is left.
    /// </summary>
    public static string Suggest(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var name = Unwanted().Replace(text.ToLowerInvariant(), "-").Trim('-', '_', '.');
        return name.Length > 64 ? name[..64] : name;
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,63}\z")]
    private static partial Regex Pattern();

    [GeneratedRegex("[^a-z0-9._-]+")]
    private static partial Regex Unwanted();
}
