using System.Globalization;

namespace Counterfactual.Silo.Trainers;

/// <summary>
/// How many processes the kernel has killed for want of memory, counted by the machine and by this process's control group.
/// A process that is killed so looks like one that somebody killed: only these counters tell.
/// </summary>
/// <param name="files">Files with a line <c>oom_kill N</c>; one that is not there counts nothing.</param>
internal sealed class KernelMemoryKills(IReadOnlyList<string> files)
{
    private const string Counter = "oom_kill ";

    /// <summary>Where Linux keeps them.</summary>
    internal static IReadOnlyList<string> Files { get; } =
        ["/proc/vmstat", "/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control"];

    /// <summary>The sum of all counters; it never falls.</summary>
    internal long Count() => files.Sum(Read);

    private static long Read(string file)
    {
        try
        {
            return File.ReadLines(file)
                .Where(line => line.StartsWith(Counter, StringComparison.Ordinal))
                .Select(line =>
                    long.TryParse(line.AsSpan(Counter.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                        ? count
                        : 0)
                .FirstOrDefault();
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
