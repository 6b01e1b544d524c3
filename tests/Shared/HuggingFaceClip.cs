using static Counterfactual.Torch.torch;

namespace Counterfactual.Tests;

/// <summary>Renames, splits and transposes a CLIP from OpenAI's form to that of Hugging Face's published files.</summary>
internal static class HuggingFaceClip
{
    private static readonly (string Old, string New)[] Renamed =
    [
        (".ln_1.", ".layer_norm1."), (".ln_2.", ".layer_norm2."), (".mlp.c_fc.", ".mlp.fc1."), (".mlp.c_proj.", ".mlp.fc2."),
        (".attn.out_proj.", ".self_attn.out_proj."), ("visual.transformer.resblocks.", "vision_model.encoder.layers."),
        ("visual.class_embedding", "vision_model.embeddings.class_embedding"),
        ("visual.positional_embedding", "vision_model.embeddings.position_embedding.weight"),
        ("visual.conv1.", "vision_model.embeddings.patch_embedding."), ("visual.ln_pre.", "vision_model.pre_layrnorm."),
        ("visual.ln_post.", "vision_model.post_layernorm."),
    ];

    private static readonly (string Old, string New)[] RenamedText =
    [
        ("transformer.resblocks.", "text_model.encoder.layers."), ("token_embedding.", "text_model.embeddings.token_embedding."),
        ("positional_embedding", "text_model.embeddings.position_embedding.weight"),
        ("ln_final.", "text_model.final_layer_norm."),
    ];

    /// <summary>The tensors under Hugging Face's names, with the position numbers that its files have besides.</summary>
    public static Dictionary<string, Tensor> FromOpenAi(IReadOnlyDictionary<string, Tensor> tensors)
    {
        var renamed = new Dictionary<string, Tensor>();
        foreach (var (name, value) in tensors)
        {
            switch (name)
            {
                case "visual.proj":
                    renamed["visual_projection.weight"] = value.t().contiguous();
                    break;
                case "text_projection":
                    renamed["text_projection.weight"] = value.t().contiguous();
                    break;
                case "logit_scale":
                    renamed[name] = value;
                    break;
                case var attention when attention.Contains("attn.in_proj_", StringComparison.Ordinal):
                    foreach (var (letter, part) in "qkv".Zip(value.chunk(3, 0)))
                    {
                        renamed[
                            Rename(attention.Replace("attn.in_proj_", $"self_attn.{letter}_proj.", StringComparison.Ordinal))] =
                                part;
                    }

                    break;
                default:
                    renamed[Rename(name)] = value;
                    break;
            }
        }

        renamed["text_model.embeddings.position_ids"] = arange(tensors["positional_embedding"].size(0)).unsqueeze(0);
        renamed["vision_model.embeddings.position_ids"] = arange(tensors["visual.positional_embedding"].size(0)).unsqueeze(0);
        return renamed;
    }

    private static string Rename(string name)
    {
        foreach (var (old, now) in Renamed)
        {
            name = name.Replace(old, now, StringComparison.Ordinal);
        }

        if (!name.StartsWith("vision_model.", StringComparison.Ordinal))
        {
            foreach (var (old, now) in RenamedText)
            {
                name = name.StartsWith(old, StringComparison.Ordinal) ? now + name[old.Length..] : name;
            }
        }

        return name;
    }
}
