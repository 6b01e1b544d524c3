using System.Globalization;

namespace Counterfactual.Grains.Experiments;

/// <summary>The key of an experiment grain, <c>sweep/number</c>, in its two parts.</summary>
/// <param name="Sweep">The sweep's id.</param>
/// <param name="Number">Number within the sweep, from 1.</param>
public readonly record struct ExperimentKey(string Sweep, int Number)
{
    /// <summary>Reads <c>sweep/number</c>.</summary>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static ExperimentKey Parse(string text) => TryParse(text, out var key)
        ? key
        : throw new FormatException($"'{text}' is no experiment; expected sweep/number, such as demo/3");

    /// <summary>Reads <c>sweep/number</c>; false where the text has another form.</summary>
    public static bool TryParse(string text, out ExperimentKey key)
    {
        var slash = text.LastIndexOf('/');
        var number = 0;
        var isKey = slash > 0
            && int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
        key = isKey ? new(text[..slash], number) : default;
        return isKey;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Sweep}/{Number}";
}
