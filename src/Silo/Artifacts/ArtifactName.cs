using System.Text.RegularExpressions;

namespace Counterfactual.Silo.Artifacts;

/// <summary>What may name an artifact: no name leads out of a store, whatever the store is.</summary>
internal static partial class ArtifactName
{
    private const int Longest = 512;

    internal static bool IsValid(string name) => name.Length <= Longest && Form().IsMatch(name);

    /// <summary>Returns the name.</summary>
    /// <exception cref="ArgumentException">It has another form than <see cref="IArtifactStore"/> says.</exception>
    internal static string Require(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return IsValid(name)
            ? name
            : throw new ArgumentException(
                $"'{name}' is no artifact name; expected segments of letters, digits, '.', '_' and '-' separated by '/', none "
                + "beginning with a dot, 512 characters at most",
                nameof(name));
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\z")]
    private static partial Regex Form();
}
