using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Client.Watching;

/// <summary>
/// Progress drawn in place on a terminal: totals, a line a device, and the table, whose rows fill in as experiments finish.
/// Attempts that failed stay readable above it.
/// </summary>
internal sealed class LiveView(TerminalStream stream) : IProgressView
{
    private readonly LiveRegion region = new(stream);

    public void Show(WatchedSweep sweep)
    {
        List<string> notes =
        [
            .. sweep.Progress.Events
                .Where(happened => happened.Kind != ProgressEventKind.Completed)
                .Select(happened => EventLine.Of(happened, sweep.Names)),
        ];
        if (notes.Count > 0)
        {
            region.WriteAbove(notes);
        }

        region.Draw(Compose(sweep));
    }

    public void Note(string line) => region.WriteAbove([line]);

    public void End() => region.Clear();

    private List<string> Compose(WatchedSweep sweep)
    {
        var room = stream.Rows - 2;
        var devices = sweep.Progress.Running.Count == 0
            ? []
            : Crop(stream.Render(DeviceLines.Of(sweep.Progress.Running, sweep.Names).Fit(stream.Columns)), room / 2, "devices");
        var table = stream.Render(ResultsTable.Of(sweep.Rows, stream.Columns, styled: true));
        return
        [
            new Cell(TotalsLine.Of(sweep.Progress)).Fit(stream.Columns),
            .. devices,
            .. Crop(table, room - devices.Count, "lines"),
        ];
    }

    private static IReadOnlyList<string> Crop(IReadOnlyList<string> lines, int room, string what) =>
        lines.Count <= room
            ? lines
            : [.. lines.Take(Math.Max(0, room - 1)), $"… {lines.Count - Math.Max(0, room - 1)} more {what}"];
}
