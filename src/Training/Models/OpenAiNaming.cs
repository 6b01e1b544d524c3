namespace Counterfactual.Training.Models;

/// <summary>OpenAI's names, as OpenCLIP writes them: ours.</summary>
internal sealed class OpenAiNaming : ClipNaming
{
    public override string Name => "openai";

    public override string VisionPrefix => Vision;

    public override IReadOnlySet<string> Buffers { get; } =
        new HashSet<string> { "attn_mask", "input_resolution", "context_length", "vocab_size" };

    public override string BlocksOf(string tower) => tower + Blocks;

    public override TensorRecipe RecipeOf(string parameter) => new SameTensor(parameter);
}
