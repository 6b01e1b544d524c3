using System.Globalization;
using System.Text.RegularExpressions;
using Counterfactual.Silo.Sweeps.Yaml;

namespace Counterfactual.Silo.Sweeps.Settings;

/// <summary>A length of time: <c>90s</c>, <c>10m</c>, <c>1.5h</c>, <c>7d</c>.</summary>
public static partial class DurationText
{
    private const string Expected = "a time such as 90s, 10m, 2h or 7d";
    private const double LongestSeconds = 3650 * 86400.0;

    /// <summary>Reads it; positive, at most ten years.</summary>
    /// <exception cref="FormatException">The text has another form; the message says what is expected.</exception>
    public static TimeSpan Parse(string text) =>
        TryParse(text) ?? throw new FormatException($"'{text}' is no length of time; expected {Expected}");

    /// <summary>The time that a sweep file gives under a name.</summary>
    internal static Reading<TimeSpan?> Read(string name, YamlNode node) =>
        node is YamlScalar scalar && TryParse(scalar.Text) is { } time
            ? new(time, null)
            : Reading.Wrong<TimeSpan?>(name, Expected, node);

    private static TimeSpan? TryParse(string text)
    {
        if (Amount().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var unit = match.Groups["unit"].Value switch { "s" => 1, "m" => 60, "h" => 3600, _ => 86400 };
        var seconds =
            double.Parse(match.Groups["number"].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * unit;
        return seconds is > 0 and <= LongestSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    [GeneratedRegex(@"^(?<number>[0-9]{1,9}(\.[0-9]{1,9})?) ?(?<unit>[smhd])\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Amount();
}
