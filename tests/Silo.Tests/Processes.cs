using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Counterfactual.Silo.Tests;

/// <summary>Processes as tests look at them.</summary>
internal static partial class Processes
{
    private const int SigKill = 9;
    private const int SigTerm = 15;

    internal static void Kill(int process) => _ = kill(process, SigKill);

    internal static void Terminate(int process) => _ = kill(process, SigTerm);

    /// <summary>Whether a process runs; one that has ended and waits to be fetched does not.</summary>
    internal static bool IsRunning(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Children of a process.</summary>
    internal static IReadOnlyList<int> ChildrenOf(int process) =>
    [
        .. Directory.EnumerateDirectories($"/proc/{process}/task")
            .SelectMany(task =>
                File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(child => int.Parse(child, CultureInfo.InvariantCulture)),
    ];

    /// <summary>Starts this program as a process of its own.</summary>
    internal static Process Start(params string[] arguments)
    {
        var program = TestProcess.With(arguments);
        return Process.Start(new ProcessStartInfo(program.FileName, program.Arguments))!;
    }

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);
}
