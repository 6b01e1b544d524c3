using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Counterfactual.Client.Terminals;

/// <summary>One stream that people or programs read. Safe to write to from any thread.</summary>
internal sealed class TerminalStream
{
    /// <summary>Lines that go to a file or another program are as long as they need to be.</summary>
    private const int Unlimited = 10_000;

    private readonly Func<TerminalSize>? size;
    private readonly bool colours;

    private TerminalStream(TextWriter writer, Func<TerminalSize>? size, bool colours)
    {
        Writer = TextWriter.Synchronized(writer);
        this.size = size;
        this.colours = colours;
    }

    /// <summary>The raw stream.</summary>
    public TextWriter Writer { get; }

    /// <summary>Whether a person sees it on a terminal that understands control sequences.</summary>
    public bool IsTerminal => size is not null;

    /// <summary>Columns that a line may fill now.</summary>
    public int Columns => size?.Invoke().Columns ?? Unlimited;

    /// <summary>Rows that the terminal shows now.</summary>
    public int Rows => size?.Invoke().Rows ?? Unlimited;

    /// <summary>A file or a pipe: no control sequences, no limit of width.</summary>
    public static TerminalStream Plain(TextWriter writer) => new(writer, size: null, colours: false);

    /// <summary>A terminal.</summary>
    public static TerminalStream Interactive(TextWriter writer, Func<TerminalSize> size, bool colours) =>
        new(writer, size, colours);

    /// <summary>Writes a line as it is.</summary>
    public void WriteLine(string line = "") => Writer.WriteLine(line);

    /// <summary>Writes something drawn for the present width, and ends the line.</summary>
    public void Write(IRenderable renderable) =>
        Writer.Write(string.Concat(Render(renderable).Select(line => line.TrimEnd() + Environment.NewLine)));

    /// <summary>Draws for the present width; each line may contain control sequences for colours and weight.</summary>
    public IReadOnlyList<string> Render(IRenderable renderable)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = IsTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            Out = new Sheet(text, Columns),
        });
        console.Profile.Capabilities.Unicode = true;
        console.Profile.Capabilities.Links = false;
        console.Write(renderable);
        var drawn = text.ToString();
        return drawn.Length == 0 ? [] : drawn.TrimEnd('\n').Split('\n');
    }

    private sealed class Sheet(TextWriter writer, int width) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;

        public bool IsTerminal => false;

        public int Width => width;

        public int Height => Unlimited;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}
