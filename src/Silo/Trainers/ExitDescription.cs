namespace Counterfactual.Silo.Trainers;

/// <summary>How a process ended, in words.</summary>
internal static class ExitDescription
{
    private const int FirstSignalCode = 128;

    /// <param name="exitCode">The code as a shell gives it: 128 + N for signal N.</param>
    internal static string Of(int exitCode) => exitCode switch
    {
        FirstSignalCode + 4 => "was ended by SIGILL (an instruction that this processor does not have)",
        FirstSignalCode + 6 => "was ended by SIGABRT (a native library gave up)",
        FirstSignalCode + 7 => "was ended by SIGBUS (a mapped file became shorter, or a disk failed)",
        FirstSignalCode + 8 => "was ended by SIGFPE",
        FirstSignalCode + 9 => "was ended by SIGKILL (by a person, or by the system when memory ran out)",
        FirstSignalCode + 11 => "was ended by SIGSEGV (a crash in native code)",
        FirstSignalCode + 15 => "was ended by SIGTERM",
        > FirstSignalCode and < FirstSignalCode + 65 => $"was ended by signal {exitCode - FirstSignalCode}",
        _ => $"ended with exit code {exitCode}",
    };
}
