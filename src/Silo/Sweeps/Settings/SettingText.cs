using System.Globalization;
using System.Text.Json;

namespace Counterfactual.Silo.Sweeps.Settings;

/// <summary>Values as sweep files write them.</summary>
internal static class SettingText
{
    public static string Of(object? value) => value switch
    {
        null => "",
        string text => text,
        double number => number.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant(),
        int number => number.ToString(CultureInfo.InvariantCulture),
        IEnumerable<double> numbers => string.Join(", ", numbers.Select(number => Of(number))),
        Enum word => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString()),
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "no setting has such a value"),
    };

    /// <summary><c>none, single or multi</c>.</summary>
    public static string OneOf(IReadOnlyList<string> choices) =>
        choices.Count < 2 ? string.Concat(choices) : $"{string.Join(", ", choices.SkipLast(1))} or {choices[^1]}";
}
