using System.Runtime.InteropServices;

namespace Counterfactual.Client.Terminals;

/// <summary>Size of a terminal in character cells.</summary>
internal readonly partial record struct TerminalSize(int Columns, int Rows)
{
    public const int StandardOutput = 1;
    public const int StandardError = 2;

    private const ulong WindowSizeRequest = 0x5413;
    private static readonly TerminalSize Usual = new(80, 24);

    /// <summary>The size of the terminal behind a file descriptor at this moment; 80x24 where it does not say.</summary>
    public static TerminalSize Of(int descriptor) =>
        GetWindowSize(descriptor, WindowSizeRequest, out var size) == 0 && size.Columns > 0 && size.Rows > 0
            ? new(size.Columns, size.Rows)
            : Usual;

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int GetWindowSize(int descriptor, ulong request, out WindowSize size);

    /// <summary>struct winsize of ioctl_tty(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }
}
