using Counterfactual.Client.Terminals;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual model</c>: everything about pretrained models.</summary>
internal sealed class ModelCommand : ConsoleCommand
{
    public ModelCommand(Terminal terminal, CommonOptions common)
        : base(
            "model",
            "Registers pretrained CLIP models, and makes zero-shot heads for them.",
            "counterfactual model import ViT-B-32.safetensors --name vit-b-32",
            "counterfactual model head vit-b-32 --classes imagenet.txt --templates templates.txt "
            + "--vocabulary bpe_simple_vocab_16e6.txt.gz")
    {
        Add(new ModelImportCommand(terminal, common));
        Add(new ModelListCommand(terminal, common));
        Add(new ModelShowCommand(terminal, common));
        Add(new ModelHeadCommand(terminal, common));
    }
}
