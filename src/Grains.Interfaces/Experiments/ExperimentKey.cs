using System.Globalization;

namespace Counterfactual.Grains.Experiments;

/// <summary>
/// The key of an experiment grain in its two parts: <c>sweep/number</c>, and <c>sweep/number.part</c> for a part of an
/// experiment's evaluation, which lives as an experiment of its own.
/// </summary>
/// <param name="Sweep">The sweep's id.</param>
/// <param name="Number">
/// Number within the sweep, from 1; negative for a part, made of the whole's number and the part's so that parts of one whole are
/// in their order.
/// </param>
public readonly record struct ExperimentKey(string Sweep, int Number)
{
    /// <summary>Parts at most that an experiment can have in its life; they are numbered from 1.</summary>
    public const int MostParts = PartsEnd - 1;

    private const int PartBits = 10;
    private const int PartsEnd = 1 << PartBits;

    /// <summary>Whether this is a part of another experiment's evaluation.</summary>
    public bool IsPart => Number < 0;

    /// <summary>Number of the part, from 1; 0 for a whole experiment.</summary>
    public int Part => IsPart ? PartsEnd - (-Number & MostParts) : 0;

    /// <summary>The experiment that this is a part of, or this one.</summary>
    public ExperimentKey Whole => IsPart ? this with { Number = -Number >> PartBits } : this;

    /// <summary>The key of a part of this experiment.</summary>
    /// <param name="part">From 1 to <see cref="MostParts"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There can be no such part.</exception>
    public ExperimentKey OfPart(int part)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(part, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(part, MostParts);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Number, int.MaxValue >> PartBits);
        ArgumentOutOfRangeException.ThrowIfLessThan(Number, 1);
        return this with { Number = -((Number << PartBits) | (PartsEnd - part)) };
    }

    /// <summary>Reads <c>sweep/number</c> or <c>sweep/number.part</c>.</summary>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static ExperimentKey Parse(string text) => TryParse(text, out var key)
        ? key
        : throw new FormatException($"'{text}' is no experiment; expected sweep/number, such as demo/3");

    /// <summary>Reads <c>sweep/number</c> or <c>sweep/number.part</c>; false where the text has another form.</summary>
    public static bool TryParse(string text, out ExperimentKey key)
    {
        key = default;
        var slash = text.LastIndexOf('/');
        if (slash <= 0)
        {
            return false;
        }

        var dot = text.IndexOf('.', slash);
        if (!TryNumber(text.AsSpan(slash + 1, (dot < 0 ? text.Length : dot) - slash - 1), out var number))
        {
            return false;
        }

        var whole = new ExperimentKey(text[..slash], number);
        if (dot < 0)
        {
            key = whole;
            return true;
        }

        if (!TryNumber(text.AsSpan(dot + 1), out var part) || part is < 1 or > MostParts
            || number is < 1 or > int.MaxValue >> PartBits)
        {
            return false;
        }

        key = whole.OfPart(part);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => IsPart ? $"{Whole}.{Part}" : $"{Sweep}/{Number}";

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
