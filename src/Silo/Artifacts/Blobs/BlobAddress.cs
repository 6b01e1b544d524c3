using System.Text.RegularExpressions;

namespace Counterfactual.Silo.Artifacts.Blobs;

/// <summary>A container of Azure Blob Storage and where in it the artifacts lie.</summary>
/// <param name="Account">Name of the storage account.</param>
/// <param name="Container">Name of the container.</param>
/// <param name="Prefix">What the names of all blobs begin with, ending with a slash; empty for the whole container.</param>
public sealed partial record BlobAddress(string Account, string Container, string Prefix)
{
    /// <summary>What an address begins with.</summary>
    public const string Scheme = "azblob://";

    private const int LongestPrefix = 256;

    /// <summary>Reads <c>azblob://ACCOUNT/CONTAINER[/PREFIX]</c>.</summary>
    /// <exception cref="FormatException">It has another form.</exception>
    public static BlobAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        const string Expected = Scheme + "ACCOUNT/CONTAINER or " + Scheme + "ACCOUNT/CONTAINER/PREFIX";
        if (!text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            // Not repeated: an address of another kind may hold a password.
            throw new FormatException($"no place for artifacts; expected a directory, {Expected}");
        }

        var parts = text[Scheme.Length..].TrimEnd('/').Split('/', 3);
        if (parts.Length < 2)
        {
            throw new FormatException($"'{text}' names no container; expected {Expected}");
        }

        if (!AccountForm().IsMatch(parts[0]))
        {
            throw new FormatException(
                $"'{text}': '{parts[0]}' is no storage account; expected 3 to 24 lower-case letters and digits, as in "
                + Expected);
        }

        if (!ContainerForm().IsMatch(parts[1]))
        {
            throw new FormatException(
                $"'{text}': '{parts[1]}' is no container; expected 3 to 63 lower-case letters, digits and single hyphens, "
                + "beginning and ending with a letter or digit");
        }

        var prefix = parts.Length > 2 ? parts[2] : "";
        return prefix.Length <= LongestPrefix && (prefix.Length == 0 || ArtifactName.IsValid(prefix))
            ? new(parts[0], parts[1], prefix.Length == 0 ? "" : prefix + "/")
            : throw new FormatException(
                $"'{text}': '{prefix}' is no prefix; expected segments of letters, digits, '.', '_' and '-' separated by '/', "
                + $"none beginning with a dot, {LongestPrefix} characters at most");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Scheme}{Account}/{Container}/{Prefix}".TrimEnd('/');

    [GeneratedRegex(@"\A[a-z0-9]{3,24}\z")]
    private static partial Regex AccountForm();

    [GeneratedRegex(@"\A(?=.{3,63}\z)[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex ContainerForm();
}
