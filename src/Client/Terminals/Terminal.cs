using System.Text;

namespace Counterfactual.Client.Terminals;

/// <summary>Where a command writes: results to <see cref="Output"/>, progress and errors to <see cref="Error"/>.</summary>
internal sealed record Terminal(TerminalStream Output, TerminalStream Error)
{
    /// <summary>The terminal, files or pipes that this process was started with.</summary>
    public static Terminal OfProcess() => new(
        Open(Console.OpenStandardOutput(), TerminalSize.StandardOutput, Console.IsOutputRedirected),
        Open(Console.OpenStandardError(), TerminalSize.StandardError, Console.IsErrorRedirected));

    private static TerminalStream Open(Stream stream, int descriptor, bool redirected)
    {
        // One write a call: a frame of the live view reaches the terminal in one piece.
        var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 16)
        {
            AutoFlush = true,
        };
        var isDumb = Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb";
        return redirected || isDumb
            ? TerminalStream.Plain(writer)
            : TerminalStream.Interactive(writer, () => TerminalSize.Of(descriptor), colours: !HasNoColor());
    }

    /// <summary>See https://no-color.org.</summary>
    private static bool HasNoColor() => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
}
