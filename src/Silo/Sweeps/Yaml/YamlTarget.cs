using System.Globalization;

namespace Counterfactual.Silo.Sweeps.Yaml;

/// <summary>Where a path of keys leads, as far as it goes.</summary>
/// <param name="Node">The last node reached; null for an empty text.</param>
/// <param name="Entry">The entry whose value it is; null for the root and for items of a list.</param>
/// <param name="Missing">The keys that lead on from there and are not in the text.</param>
internal sealed record YamlTarget(YamlNode? Node, YamlEntry? Entry, IReadOnlyList<string> Missing)
{
    public static YamlTarget Find(YamlNode? root, IReadOnlyList<string> keys)
    {
        YamlTarget target = new(root, null, keys);
        while (target.Missing.Count > 0 && target.Step() is { } next)
        {
            target = next;
        }

        return target;
    }

    private YamlTarget? Step() => Node switch
    {
        YamlMapping mapping => StepInto(mapping),
        YamlSequence sequence when int.TryParse(Missing[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < sequence.Items.Count => new(sequence.Items[number], null, [.. Missing.Skip(1)]),
        _ => null,
    };

    /// <summary>A key may itself be written with dots, so the longest that fits is taken.</summary>
    private YamlTarget? StepInto(YamlMapping mapping)
    {
        for (var count = Missing.Count; count > 0; count--)
        {
            var key = string.Join('.', Missing.Take(count));
            if (mapping.Entries.FirstOrDefault(entry => entry.Key.Text == key) is { } found)
            {
                return new(found.Value, found, [.. Missing.Skip(count)]);
            }
        }

        return null;
    }
}
