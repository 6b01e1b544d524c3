using Counterfactual.Silo.Sweeps.Yaml;

namespace Counterfactual.Silo.Sweeps;

/// <summary>
/// Writes overrides into a sweep file's text, as its author would, leaving layout and comments alone: what is then read, kept
/// and reported is one text.
/// </summary>
internal static class OverrideEditor
{
    /// <summary>The text with the override written into it.</summary>
    /// <exception cref="SweepFileException">The text is not YAML, or the override's path leads nowhere.</exception>
    public static SweepText Apply(SweepText text, SweepOverride change)
    {
        var value = change.FlowValue();
        var edited = Edit(text, Read(text), change, value);
        return Holds(edited, change, value)
            ? edited
            : throw change.Refused("cannot be written into a file of this layout; edit the file instead");
    }

    private static SweepText Edit(SweepText text, YamlNode? root, SweepOverride change, string value)
    {
        var target = YamlTarget.Find(root, change.Keys);
        if (target.Missing.Count == 0)
        {
            return target.Entry is { } entry
                ? text.Replace(entry.Key.End, entry.Value.End, $": {value}", change)
                : text.Replace(target.Node!.Start, target.Node.End, value, change);
        }

        var added = Nest(target.Missing, value);
        return target switch
        {
            { Node: null or YamlScalar { IsNothing: true }, Entry: null } =>
                text.Replace(text.Content.Length, text.Content.Length, $"\n{added}\n", change),
            { Node: YamlScalar { IsNothing: true } nothing, Entry: { } entry } =>
                text.Replace(entry.Key.End, nothing.End, $": {{{added}}}", change),
            { Node: YamlMapping { IsFlow: true } flow } =>
                text.Replace(flow.Start + 1, flow.Start + 1, flow.Entries.Count == 0 ? added : $"{added}, ", change),
            { Node: YamlMapping block } =>
                text.Replace(block.Start, block.Start, added + NewLine(text, block.Start), change),
            { Node: YamlSequence list } => throw change.Refused(
                $"the list there has {list.Items.Count} items and none numbered '{target.Missing[0]}'; expected a number from 0"),
            _ => throw change.Refused(
                $"'{string.Join('.', change.Keys.SkipLast(target.Missing.Count))}' is {target.Node!.Found} "
                + $"and holds no '{target.Missing[0]}'"),
        };
    }

    private static string Nest(IReadOnlyList<string> keys, string value) =>
        keys.Count == 1 ? $"{Key(keys[0])}: {value}" : $"{Key(keys[0])}: {{{Nest([.. keys.Skip(1)], value)}}}";

    private static string Key(string key) => YamlFlow.Write(new YamlScalar(key, true, 0, 0));

    private static string NewLine(SweepText text, int offset)
    {
        var column = offset - (text.Content.AsSpan(0, offset).LastIndexOf('\n') + 1);
        return "\n" + new string(' ', column);
    }

    private static YamlNode? Read(SweepText text)
    {
        SweepFileErrors errors = new(text);
        return YamlReader.Read(text, errors);
    }

    private static bool Holds(SweepText text, SweepOverride change, string value)
    {
        try
        {
            return YamlTarget.Find(Read(text), change.Keys) is { Missing.Count: 0, Node: { } node }
                && YamlFlow.Write(node) == value;
        }
        catch (SweepFileException)
        {
            return false;
        }
    }
}
