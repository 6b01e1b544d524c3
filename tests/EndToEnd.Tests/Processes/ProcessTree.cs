using System.Globalization;
using System.Runtime.InteropServices;

namespace Counterfactual.EndToEnd.Tests;

/// <summary>Processes as /proc shows them.</summary>
internal static partial class ProcessTree
{
    public static void Send(int process, Signal signal) => _ = Kill(process, (int)signal);

    /// <summary>Whether it runs; one that has ended and waits to be fetched does not.</summary>
    public static bool IsRunning(int process) => Stat(process) is { Length: > 0 } stat && stat[0] is not ("Z" or "X");

    /// <summary>Processes that it has started and that run.</summary>
    public static IReadOnlyList<int> ChildrenOf(int process) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(directory =>
                int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && IsRunning(id) && Stat(id) is [_, var parent, ..]
                && parent == process.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>The command line of a process.</summary>
    public static IReadOnlyList<string> CommandLineOf(int process) =>
        File.ReadAllText($"/proc/{process}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Processor time that it has used, in the kernel's units; 0 once it has ended.</summary>
    public static long ProcessorTicksOf(int process)
    {
        const int UserTime = 11;
        const int SystemTime = 12;
        return Stat(process) is { Length: > SystemTime } stat
            ? Ticks(stat[UserTime]) + Ticks(stat[SystemTime])
            : 0;

        static long Ticks(string text) => long.Parse(text, CultureInfo.InvariantCulture);
    }

    /// <summary>State, parent and so on: what follows the name in proc_pid_stat(5).</summary>
    private static string[] Stat(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return [];
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
