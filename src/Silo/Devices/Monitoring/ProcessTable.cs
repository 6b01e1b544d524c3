using System.Globalization;

namespace Counterfactual.Silo.Devices.Monitoring;

/// <summary>The processes of this machine, from <c>/proc/PID/stat</c> (proc(5)).</summary>
/// <param name="processes">By process id.</param>
internal sealed class ProcessTable(IReadOnlyDictionary<int, ProcessTable.Entry> processes)
{
    /// <summary>Processor time is counted in hundredths of a second: <c>USER_HZ</c>, which is the same on every Linux.</summary>
    private const int TicksPerSecond = 100;

    /// <summary>Reads the table; processes that end meanwhile are left out.</summary>
    internal static ProcessTable Read()
    {
        Dictionary<int, Entry> processes = [];
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && ReadStat(directory) is { } stat && Parse(stat) is { } entry)
            {
                processes[id] = entry;
            }
        }

        return new(processes);
    }

    /// <summary>A process and all that descend from it; empty where it is not there.</summary>
    internal IReadOnlyDictionary<int, Entry> Tree(int root)
    {
        Dictionary<int, Entry> tree = [];
        if (processes.TryGetValue(root, out var first))
        {
            tree.Add(root, first);
            for (var grew = true; grew;)
            {
                grew = false;
                foreach (var (id, entry) in processes.Where(process => tree.ContainsKey(process.Value.Parent)))
                {
                    grew |= tree.TryAdd(id, entry);
                }
            }
        }

        return tree;
    }

    /// <summary>Reads the text of a <c>stat</c> file; null where it has another form.</summary>
    internal static Entry? Parse(string stat)
    {
        // The name, in brackets, may hold anything, brackets and spaces as well.
        var end = stat.LastIndexOf(')');
        var fields = end < 0 ? [] : stat[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 21
            && int.TryParse(fields[1], CultureInfo.InvariantCulture, out var parent)
            && long.TryParse(fields[11], CultureInfo.InvariantCulture, out var user)
            && long.TryParse(fields[12], CultureInfo.InvariantCulture, out var system)
            && long.TryParse(fields[21], CultureInfo.InvariantCulture, out var pages)
            ? new(parent, TimeSpan.FromSeconds((user + system) / (double)TicksPerSecond), pages * Environment.SystemPageSize)
            : null;
    }

    private static string? ReadStat(string directory)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, "stat"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A process.</summary>
    /// <param name="Parent">Process id of its parent.</param>
    /// <param name="ProcessorTime">Processor time that it used since it began.</param>
    /// <param name="MemoryBytes">Its resident memory.</param>
    internal readonly record struct Entry(int Parent, TimeSpan ProcessorTime, long MemoryBytes);
}
