using System.Text;

namespace Counterfactual.Client.Terminals;

/// <summary>
/// The last lines of a terminal, drawn again and again in place. Only lines that changed are written, in one write a frame, so
/// nothing flickers. The cursor rests at the start of the line below.
/// </summary>
internal sealed class LiveRegion(TerminalStream stream)
{
    private const string EraseBelow = "\e[J";
    private const string EraseRestOfLine = "\e[K";

    // Terminals that know it show a frame only when it is complete; others ignore it.
    private const string BeginFrame = "\e[?2026h";
    private const string EndFrame = "\e[?2026l";

    private readonly StringBuilder frame = new();
    private List<string> drawn = [];
    private (int Columns, int Rows) size;

    /// <summary>
    /// Replaces what the region shows. Each line fills at most the terminal's width; lines beyond its height are left out.
    /// </summary>
    public void Draw(IReadOnlyList<string> lines)
    {
        frame.Append(BeginFrame);
        var now = (stream.Columns, stream.Rows);
        if (now != size)
        {
            // Lines may have been wrapped or cut: begin anew.
            AppendErase();
            size = now;
        }

        var shown = lines.Take(Math.Max(1, now.Rows - 1)).ToList();
        AppendMoveUp(drawn.Count);
        for (var index = 0; index < shown.Count; index++)
        {
            if (index >= drawn.Count || shown[index] != drawn[index])
            {
                // First erased: at the end of a full line the cursor still stands on its last character.
                frame.Append(EraseRestOfLine).Append(shown[index]);
            }

            frame.Append("\r\n");
        }

        if (shown.Count < drawn.Count)
        {
            frame.Append(EraseBelow);
        }

        drawn = shown;
        frame.Append(EndFrame);
        Flush();
    }

    /// <summary>Takes the region off the screen.</summary>
    public void Clear()
    {
        AppendErase();
        Flush();
    }

    /// <summary>Writes lines that stay, above the region.</summary>
    public void WriteAbove(IReadOnlyList<string> lines)
    {
        var below = drawn;
        AppendErase();
        foreach (var line in lines)
        {
            frame.Append(line).Append("\r\n");
        }

        Draw(below);
    }

    private void AppendErase()
    {
        AppendMoveUp(Math.Min(drawn.Count, Math.Max(1, stream.Rows - 1)));
        frame.Append('\r').Append(EraseBelow);
        drawn = [];
    }

    private void AppendMoveUp(int lines)
    {
        frame.Append('\r');
        if (lines > 0)
        {
            frame.Append("\e[").Append(lines).Append('A');
        }
    }

    private void Flush()
    {
        stream.Writer.Write(frame.ToString());
        frame.Clear();
    }
}
