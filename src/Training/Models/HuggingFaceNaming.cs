namespace Counterfactual.Training.Models;

/// <summary>
/// The names of Hugging Face's <c>CLIPModel</c>: queries, keys and values apart, and projections as the weights of linear layers,
/// outputs x inputs.
/// </summary>
internal sealed class HuggingFaceNaming : ClipNaming
{
    public override string Name => "hugging face";

    public override string VisionPrefix => "vision_model.";

    public override IReadOnlySet<string> Buffers { get; } =
        new HashSet<string> { "vision_model.embeddings.position_ids", "text_model.embeddings.position_ids" };

    public override string BlocksOf(string tower) => $"{TowerOf(tower)}encoder.layers.";

    public override TensorRecipe RecipeOf(string parameter)
    {
        var tower = parameter.StartsWith(Vision, StringComparison.Ordinal) ? Vision : "";
        var model = TowerOf(tower);
        return parameter[tower.Length..].Split('.') switch
        {
            [LogitScale] => new SameTensor(LogitScale),
            ["proj"] => new TransposedTensor("visual_projection.weight"),
            ["text_projection"] => new TransposedTensor("text_projection.weight"),
            ["class_embedding"] => new SameTensor($"{model}embeddings.class_embedding"),
            ["positional_embedding"] => new SameTensor($"{model}embeddings.position_embedding.weight"),
            ["token_embedding", "weight"] => new SameTensor($"{model}embeddings.token_embedding.weight"),
            ["conv1", "weight"] => new SameTensor($"{model}embeddings.patch_embedding.weight"),

            // Misspelt in every published file.
            ["ln_pre", var kind] => new SameTensor($"{model}pre_layrnorm.{kind}"),
            ["ln_post", var kind] => new SameTensor($"{model}post_layernorm.{kind}"),
            ["ln_final", var kind] => new SameTensor($"{model}final_layer_norm.{kind}"),
            ["transformer", "resblocks", var number, .. var part] => OfBlock($"{BlocksOf(tower)}{number}.", part),
            _ => throw new ArgumentException($"CLIP has no parameter '{parameter}'", nameof(parameter)),
        };
    }

    private static string TowerOf(string tower) => tower.Length > 0 ? "vision_model." : "text_model.";

    private static TensorRecipe OfBlock(string block, string[] part) => part switch
    {
        ["attn", "in_proj_weight"] => QueriesKeysValues(block, "weight"),
        ["attn", "in_proj_bias"] => QueriesKeysValues(block, "bias"),
        ["attn", "out_proj", var kind] => new SameTensor($"{block}self_attn.out_proj.{kind}"),
        ["ln_1", var kind] => new SameTensor($"{block}layer_norm1.{kind}"),
        ["ln_2", var kind] => new SameTensor($"{block}layer_norm2.{kind}"),
        ["mlp", "c_fc", var kind] => new SameTensor($"{block}mlp.fc1.{kind}"),
        ["mlp", "c_proj", var kind] => new SameTensor($"{block}mlp.fc2.{kind}"),
        _ => throw new ArgumentException($"a block of CLIP has no parameter '{string.Join('.', part)}'", nameof(part)),
    };

    private static StackedTensors QueriesKeysValues(string block, string kind) =>
        new([.. new[] { "q", "k", "v" }.Select(letter => $"{block}self_attn.{letter}_proj.{kind}")]);
}
