using System.CommandLine;
using Counterfactual.Client.Rendering;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Api;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual model import PATH</c>: copies a CLIP's file into the home and gives it a name.</summary>
internal sealed class ModelImportCommand : ConsoleCommand
{
    private readonly Terminal terminal;
    private readonly CommonOptions common;
    private readonly Argument<string> path = new("PATH")
    {
        Description = "A CLIP in a safetensors file, under the parameter names of OpenAI (as OpenCLIP writes them) or of "
            + "Hugging Face.",
    };

    private readonly RegistryNameOption name = new("the file's name, such as vit-b-32 of ViT-B-32.safetensors");

    public ModelImportCommand(Terminal terminal, CommonOptions common)
        : base(
            "import",
            "Copies a pretrained CLIP (with OpenAI's activation, QuickGELU) into the home and registers it under a name.",
            "counterfactual model import ViT-B-32.safetensors",
            "counterfactual model import clip-vit-base-patch32/model.safetensors --name vit-b-32")
    {
        this.terminal = terminal;
        this.common = common;
        Add(path);
        Add(name);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken stop)
    {
        var file = Path.GetFullPath(parse.GetRequiredValue(path));
        var request = name.Request(parse, file, from: file);
        await using var connection = await common.OpenAnsweringSiloAsync(parse, stop);
        var model = await connection.Client.ImportModelAsync(request, stop);
        common.Print(parse, terminal.Output, model, ApiJson.Default.ModelDetails, _ =>
            ModelCard.Write(terminal.Output, model, common.Hint(parse, $"model head {model.Name} --help")));
        return ExitCode.Done;
    }
}
