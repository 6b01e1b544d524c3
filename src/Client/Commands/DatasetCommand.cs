using Counterfactual.Client.Terminals;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual dataset</c>: everything about datasets.</summary>
internal sealed class DatasetCommand : ConsoleCommand
{
    public DatasetCommand(Terminal terminal, CommonOptions common)
        : base(
            "dataset",
            "Registers the images that experiments read.",
            "counterfactual dataset add imagenet-val --kind imagefolder /data/imagenet/val",
            "counterfactual dataset pack imagenet-val --out /data/shards/imagenet-val",
            "counterfactual dataset list")
    {
        Add(new DatasetAddCommand(terminal, common));
        Add(new DatasetListCommand(terminal, common));
        Add(new DatasetShowCommand(terminal, common));
        Add(new DatasetVerifyCommand(terminal, common));
        Add(new DatasetPackCommand(terminal, common));
    }
}
