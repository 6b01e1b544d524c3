using Spectre.Console;
using Spectre.Console.Rendering;

namespace Counterfactual.Client.Rendering;

/// <summary>A short text on one line, in one style.</summary>
/// <param name="Text">What it says; control characters are shown as spaces.</param>
/// <param name="Style">How it looks where the terminal can show it.</param>
internal readonly record struct Cell(string Text, Style? Style = null)
{
    private const string Ellipsis = "…";

    public static implicit operator Cell(string text) => new(text);

    /// <summary>Columns that a text fills in a terminal.</summary>
    public static int WidthOf(string text) => new Segment(text).CellCount();

    /// <summary>The text cut to at most <paramref name="width"/> columns, its end replaced by an ellipsis.</summary>
    public string Fit(int width)
    {
        var line = VisibleText.Line(Text);
        if (WidthOf(line) <= width)
        {
            return line;
        }

        var kept = line.Length;
        while (kept > 0 && WidthOf(line[..kept]) > width - 1)
        {
            kept--;
        }

        return line[..kept] + Ellipsis;
    }
}
