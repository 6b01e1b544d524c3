using Counterfactual.Client.Terminals;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual artifact</c>: the stored files of experiments and models.</summary>
internal sealed class ArtifactCommand : ConsoleCommand
{
    public ArtifactCommand(Terminal terminal, CommonOptions common)
        : base(
            "artifact",
            "Shows the stored files: checkpoints, models, predictions, pictures; removes those that nobody needs.",
            "counterfactual artifact list table/3",
            "counterfactual artifact prune --dry-run")
    {
        Add(new ArtifactListCommand(terminal, common));
        Add(new ArtifactShowCommand(terminal, common));
        Add(new ArtifactPruneCommand(terminal, common));
    }
}
