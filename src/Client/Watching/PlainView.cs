using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api.Contracts;

namespace Counterfactual.Client.Watching;

/// <summary>
/// Progress as lines for a file or a pipe: one whenever an experiment starts or ends, and at most one a device every few
/// seconds in between.
/// </summary>
internal sealed class PlainView(TerminalStream stream, TimeProvider clock) : IProgressView
{
    /// <summary>Between two progress lines of one device.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, (string Attempt, DateTimeOffset Said)> devices = [];

    public void Show(WatchedSweep sweep)
    {
        foreach (var happened in sweep.Progress.Events)
        {
            stream.WriteLine(EventLine.Of(happened, sweep.Names));
        }

        foreach (var running in sweep.Progress.Running)
        {
            ShowDevice(running, sweep.Names);
        }
    }

    public void Note(string line) => stream.WriteLine(line);

    public void End()
    {
    }

    private void ShowDevice(RunningExperiment running, RowNames names)
    {
        var (attempt, now) = ($"{running.Id} {running.Attempt}", clock.GetUtcNow());
        var isNew = !devices.TryGetValue(running.Device, out var last) || last.Attempt != attempt;
        if (isNew || now - last.Said >= Interval)
        {
            stream.WriteLine(isNew ? RunningLine.Started(running, names) : RunningLine.Of(running, names));
            devices[running.Device] = (attempt, now);
        }
    }
}
