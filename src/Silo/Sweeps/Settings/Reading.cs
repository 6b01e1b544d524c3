using System.Globalization;
using Counterfactual.Silo.Sweeps.Yaml;

namespace Counterfactual.Silo.Sweeps.Settings;

/// <summary>What came of reading a value: the value, or what is wrong with it.</summary>
internal readonly record struct Reading<T>(T? Value, string? Problem)
{
    public Reading<object> Boxed() => new(Problem is null ? Value : null, Problem);
}

/// <summary>Reads values of the types that sweep files hold.</summary>
internal static class Reading
{
    public static Reading<int> WholeNumber(string name, YamlNode node) =>
        node is YamlScalar { IsPlain: true } scalar
        && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? new(number, null)
            : Wrong<int>(name, "a whole number", node);

    public static Reading<double> Number(string name, YamlNode node) =>
        node is YamlScalar { IsPlain: true } scalar
        && double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? new(number, null)
            : Wrong<double>(name, "a number", node);

    public static Reading<IReadOnlyList<double>> Numbers(string name, YamlNode node, string expected)
    {
        if (node is not YamlSequence list)
        {
            return Wrong<IReadOnlyList<double>>(name, expected, node);
        }

        List<double> numbers = [];
        foreach (var item in list.Items)
        {
            var number = Number(name, item);
            if (number.Problem is not null)
            {
                return new(null, number.Problem);
            }

            numbers.Add(number.Value);
        }

        return new(numbers, null);
    }

    public static Reading<string> Text(string name, string expected, YamlNode node) =>
        node is YamlScalar { IsNothing: false } scalar ? new(scalar.Text, null) : Wrong<string>(name, expected, node);

    /// <summary>A word of an enumeration, written in snake case.</summary>
    public static Reading<T> Choice<T>(string name, YamlNode node)
        where T : struct, Enum
    {
        IReadOnlyList<string> words = [.. Enum.GetValues<T>().Select(value => SettingText.Of(value))];
        if (node is not YamlScalar { IsNothing: false } scalar)
        {
            return Wrong<T>(name, SettingText.OneOf(words), node);
        }

        foreach (var value in Enum.GetValues<T>())
        {
            if (SettingText.Of(value) == scalar.Text)
            {
                return new(value, null);
            }
        }

        return new(default, $"unknown {name} {node.Found}; expected {SettingText.OneOf(words)}");
    }

    public static Reading<T> Wrong<T>(string name, string expected, YamlNode node) =>
        new(default, $"'{name}' expects {expected}, found {node.Found}");
}
