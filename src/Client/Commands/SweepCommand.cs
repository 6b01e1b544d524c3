using Counterfactual.Client.Terminals;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual sweep</c>: everything about sweeps.</summary>
internal sealed class SweepCommand : ConsoleCommand
{
    public SweepCommand(Terminal terminal, CommonOptions common)
        : base("sweep", "Runs sweeps and shows what they found.", "counterfactual sweep run sweeps/table.yaml")
    {
        Add(new SweepRunCommand(terminal, common));
        Add(new SweepPlanCommand(terminal, common));
        Add(new SweepListCommand(terminal, common));
        Add(new SweepShowCommand(terminal, common));
        Add(new SweepWatchCommand(terminal, common));
        Add(new SweepReportCommand(terminal, common));
        Add(new SweepExportCommand(terminal, common));
        Add(new SweepNoteCommand(terminal, common));
        Add(new SweepTagCommand(terminal, common));
        Add(new SweepPauseCommand(terminal, common));
        Add(new SweepResumeCommand(terminal, common));
        Add(new SweepStopCommand(terminal, common));
        Add(new SweepRetryCommand(terminal, common));
        Add(new SweepCancelCommand(terminal, common));
    }
}
