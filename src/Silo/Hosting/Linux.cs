using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Counterfactual.Silo.Hosting;

/// <summary>The few system calls that .NET does not offer.</summary>
internal static partial class Linux
{
    internal const int StandardInput = 0;
    internal const int StandardOutput = 1;
    internal const int StandardError = 2;

    private const int SetParentDeathSignal = 1;
    private const int KillSignal = 9;
    private const int OpenForReading = 0x80000; // O_RDONLY | O_CLOEXEC
    private const int OpenForReadingWithoutWaiting = 0x80800; // O_RDONLY | O_CLOEXEC | O_NONBLOCK
    private const int OpenToAppend = 0x80441; // O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC
    private const int OwnerMayReadAndWrite = 0x180; // 0600
    private const int OpenForReference = 0x280000; // O_PATH | O_CLOEXEC
    private const int DuplicateWithCloseOnExec = 1030; // F_DUPFD_CLOEXEC
    private const int FirstFreeDescriptor = 3;
    private const int LockExclusivelyWithoutWaiting = 6; // LOCK_EX | LOCK_NB
    private const int WouldBlock = 11; // EWOULDBLOCK

    /// <summary>Has the kernel kill this process when the thread that started it ends.</summary>
    internal static void DieWithParent() => Check(prctl(SetParentDeathSignal, KillSignal, 0, 0, 0));

    /// <summary>Process id of the parent; 1 once it is gone.</summary>
    internal static int ParentProcessId() => getppid();

    /// <summary>Leaves the terminal's process group, so that its Ctrl-C and its end do not reach this process.</summary>
    internal static void LeaveTerminal()
    {
        // Fails only in a process that leads its group already, which is then out of reach as well.
        _ = setsid();
    }

    /// <summary>Has the kernel, when memory runs out, kill this process rather than its silo.</summary>
    internal static void BeKilledFirstForMemory()
    {
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", "800");
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            // A sandbox may not allow it; then the kernel chooses alone.
        }
    }

    /// <summary>Makes descriptor <paramref name="to"/> mean what <paramref name="from"/> means.</summary>
    internal static void Redirect(int from, int to) => Check(dup2(from, to));

    /// <summary>Another descriptor of the same file, which child processes do not inherit.</summary>
    internal static int Duplicate(int descriptor) => Check(fcntl(descriptor, DuplicateWithCloseOnExec, FirstFreeDescriptor));

    /// <summary>A descriptor that stands for a directory in paths below <c>/proc/self/fd</c>.</summary>
    internal static int OpenDirectory(string path) => Check(open(path, OpenForReference, 0));

    /// <summary>Opens a file for reading, and comes back at once where it is a pipe that nobody writes to.</summary>
    /// <exception cref="IOException">As <see cref="File.OpenRead"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">As <see cref="File.OpenRead"/>.</exception>
    internal static FileStream OpenWithoutWaiting(string path)
    {
        var descriptor = open(path, OpenForReadingWithoutWaiting, 0);
        return descriptor < 0
            ? File.OpenRead(path)
            : new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read);
    }

    /// <summary>
    /// Opens a file, or creates it, so that every write goes to its end, whoever else writes to it; .NET's append mode only
    /// begins there.
    /// </summary>
    internal static SafeFileHandle OpenEnd(string path) =>
        new(Check(open(path, OpenToAppend, OwnerMayReadAndWrite)), ownsHandle: true);

    /// <summary>
    /// Locks a file against other processes (flock) until the handle is closed; false where one of them holds it.
    /// </summary>
    internal static bool TryLock(SafeFileHandle file)
    {
        if (flock((int)file.DangerousGetHandle(), LockExclusivelyWithoutWaiting) == 0)
        {
            return true;
        }

        return Marshal.GetLastPInvokeError() == WouldBlock ? false : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    internal static void Close(int descriptor) => _ = close(descriptor);

    /// <summary>Makes the names in a directory durable.</summary>
    internal static void SynchronizeDirectory(string path)
    {
        var descriptor = Check(open(path, OpenForReading, 0));
        try
        {
            Check(fsync(descriptor));
        }
        finally
        {
            Close(descriptor);
        }
    }

    private static int Check(int result) => result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", SetLastError = true)]
    private static partial int prctl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getppid();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setsid();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int dup2(int from, int to);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(int descriptor, int operation);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int close(int descriptor);
}
