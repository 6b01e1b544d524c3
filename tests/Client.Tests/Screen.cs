using System.Globalization;
using System.Text.RegularExpressions;
using Counterfactual.Client.Terminals;

namespace Counterfactual.Client.Tests;

/// <summary>
/// A terminal that understands what the console sends: it wraps, scrolls, moves the cursor up and erases, and fails on
/// anything else.
/// </summary>
internal sealed partial class Screen : StringWriter
{
    private readonly List<List<char>> lines = [[]];
    private int row;
    private int column;

    public Screen(int columns, int rows, bool colours = true)
    {
        Size = new(columns, rows);
        Stream = TerminalStream.Interactive(this, () => Size, colours);
    }

    public TerminalSize Size { get; set; }

    public TerminalStream Stream { get; }

    /// <summary>Everything that was sent.</summary>
    public string Sent => ToString();

    /// <summary>How many lines were longer than the terminal is wide.</summary>
    public int Wraps { get; private set; }

    /// <summary>What a person sees, with what has scrolled out at the top.</summary>
    public IReadOnlyList<string> Lines =>
        [.. lines.Select(line => string.Concat(line).TrimEnd()).Reverse().SkipWhile(line => line.Length == 0).Reverse()];

    public override void Write(string? value)
    {
        base.Write(value);
        foreach (Match piece in Piece().Matches(value ?? ""))
        {
            Interpret(piece.Value);
        }
    }

    [GeneratedRegex("\\e\\[[0-9;?]*[A-Za-z]|.", RegexOptions.Singleline)]
    private static partial Regex Piece();

    private void Interpret(string piece)
    {
        switch (piece)
        {
            case "\r":
                column = 0;
                break;
            case "\n":
                // As the terminal driver does.
                column = 0;
                Down();
                break;
            case "\e[J":
                lines.RemoveRange(row + 1, lines.Count - row - 1);
                Cut();
                break;
            case "\e[K":
                Cut();
                break;
            case "\e[?2026h" or "\e[?2026l":
                break;
            case ['\e', '[', .. var up, 'A']:
                // The cursor cannot leave the visible part.
                row = Math.Max(row - int.Parse(up, CultureInfo.InvariantCulture), Math.Max(0, lines.Count - Size.Rows));
                break;
            case [.., 'm'] when piece.Length > 1:
                break;
            case [var character]:
                Assert.False(char.IsControl(character), $"control character {(int)character:x2}");
                Put(character);
                break;
            default:
                Assert.Fail($"unknown control sequence {piece[1..]}");
                break;
        }
    }

    private void Put(char character)
    {
        if (column == Size.Columns)
        {
            Wraps++;
            column = 0;
            Down();
        }

        while (lines[row].Count <= column)
        {
            lines[row].Add(' ');
        }

        lines[row][column++] = character;
    }

    private void Down()
    {
        row++;
        if (row == lines.Count)
        {
            lines.Add([]);
        }
    }

    private void Cut()
    {
        // Behind the last column the cursor stands on it until the next character wraps.
        var from = Math.Min(column, Size.Columns - 1);
        if (from < lines[row].Count)
        {
            lines[row].RemoveRange(from, lines[row].Count - from);
        }
    }
}
