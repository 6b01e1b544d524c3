using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;

namespace Counterfactual.Client.Watching;

/// <summary>
/// One line about work in this process: it changes in place on a terminal; elsewhere, each is a line of its own.
/// </summary>
internal sealed class StatusLine(TerminalStream stream)
{
    private readonly LiveRegion? region = stream.IsTerminal ? new LiveRegion(stream) : null;

    /// <summary>Time that should pass between two lines.</summary>
    public TimeSpan Interval => region is null ? PlainView.Interval : TimeSpan.FromMilliseconds(250);

    /// <summary>Shows a line instead of, or after, the last one.</summary>
    public void Show(string line)
    {
        if (region is null)
        {
            stream.WriteLine(line);
        }
        else
        {
            region.Draw([new Cell(line).Fit(stream.Columns)]);
        }
    }

    /// <summary>Leaves the terminal to whatever comes next.</summary>
    public void End() => region?.Clear();
}
