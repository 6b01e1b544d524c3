using Counterfactual.Client.Terminals;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual experiment</c>: everything about single experiments.</summary>
internal sealed class ExperimentCommand : ConsoleCommand
{
    public ExperimentCommand(Terminal terminal, CommonOptions common)
        : base("experiment", "Shows the experiments of a sweep.", "counterfactual experiment list demo")
    {
        Add(new ExperimentListCommand(terminal, common));
        Add(new ExperimentShowCommand(terminal, common));
        Add(new ExperimentLogCommand(terminal, common));
        Add(new ExperimentMetricsCommand(terminal, common));
        Add(new ExperimentDeleteCommand(terminal, common));
    }
}
