using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Counterfactual.Silo.Sweeps.Yaml;

/// <summary>Writes nodes on one line: <c>{masking: [object, "a b"]}</c>.</summary>
internal static partial class YamlFlow
{
    public static string Write(YamlNode node) => node switch
    {
        YamlScalar scalar => Write(scalar),
        YamlSequence sequence => $"[{string.Join(", ", sequence.Items.Select(Write))}]",
        YamlMapping mapping => $"{{{string.Join(", ", mapping.Entries.Select(Write))}}}",
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };

    private static string Write(YamlEntry entry) => $"{Write(entry.Key)}: {Write(entry.Value)}";

    private static string Write(YamlScalar scalar) =>
        scalar.IsNothing || (scalar.IsPlain && Word().IsMatch(scalar.Text)) ? scalar.Text : Quote(scalar.Text);

    private static string Quote(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (var character in text)
        {
            quoted.Append(character switch
            {
                '"' or '\\' => $"\\{character}",
                _ when char.IsControl(character) || char.IsWhiteSpace(character) && character != ' ' =>
                    string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => character.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>What needs no quotes wherever it stands.</summary>
    [GeneratedRegex(@"^[-+./\w]*[a-zA-Z0-9.]$", RegexOptions.ECMAScript)]
    private static partial Regex Word();
}
