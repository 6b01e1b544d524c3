using Counterfactual.Torch;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Tests;

/// <summary>
/// A randomly initialised CLIP of a few hundred thousand parameters, to be written under the names of OpenAI or of Hugging Face.
/// Equal sizes and seeds give equal values. Its weights are large and its biases small, so that it sees different images as
/// different classes.
/// </summary>
internal sealed record TinyClip
{
    /// <summary>
    /// Tokens of <see cref="WriteVocabulary"/>'s vocabulary: every byte inside and at the end of a word, start and end.
    /// </summary>
    public const int BytesVocabulary = 514;

    public int Resolution { get; init; } = 32;

    public int PatchSize { get; init; } = 8;

    /// <summary>A multiple of 64: files tell heads of 64.</summary>
    public int Width { get; init; } = 64;

    public int Layers { get; init; } = 2;

    public int OutputDimension { get; init; } = 32;

    public int ContextLength { get; init; } = 77;

    public int VocabularySize { get; init; } = BytesVocabulary;

    /// <summary>A multiple of 64.</summary>
    public int TextWidth { get; init; } = 64;

    public int TextLayers { get; init; } = 2;

    public int Seed { get; init; }

    /// <summary>Writes it under OpenAI's names.</summary>
    public void WriteOpenAi(string path, ScalarType dtype = ScalarType.Float32)
    {
        using var scope = NewDisposeScope();
        Safetensors.Save(path, Converted(Tensors(), dtype));
    }

    /// <summary>Writes it under Hugging Face's names.</summary>
    public void WriteHuggingFace(string path, ScalarType dtype = ScalarType.Float32)
    {
        using var scope = NewDisposeScope();
        Safetensors.Save(path, Converted(HuggingFaceClip.FromOpenAi(Tensors()), dtype));
    }

    /// <summary>Writes a vocabulary in OpenAI's form that merges nothing: every byte is a token.</summary>
    public static void WriteVocabulary(string path) => File.WriteAllText(path, "#version: 0.2\n");

    /// <summary>The parameters under OpenAI's names, in single precision.</summary>
    public Dictionary<string, Tensor> Tensors()
    {
        var random = new Random(Seed);
        var grid = Resolution / PatchSize;
        var tensors = new Dictionary<string, Tensor>
        {
            ["visual.class_embedding"] = Normal(random, 0.02, Width),
            ["visual.positional_embedding"] = Normal(random, 0.1, (grid * grid) + 1, Width),
            ["visual.proj"] = Normal(random, 0.2, Width, OutputDimension),
            ["visual.conv1.weight"] = Normal(random, 0.1, Width, 3, PatchSize, PatchSize),
            ["token_embedding.weight"] = Normal(random, 0.5, VocabularySize, TextWidth),
            ["positional_embedding"] = Normal(random, 0.1, ContextLength, TextWidth),
            ["text_projection"] = Normal(random, 0.2, TextWidth, OutputDimension),
            ["logit_scale"] = tensor(2.6592600f),
        };
        AddNorm(tensors, random, "visual.ln_pre", Width);
        AddNorm(tensors, random, "visual.ln_post", Width);
        AddNorm(tensors, random, "ln_final", TextWidth);
        AddBlocks(tensors, random, "visual.", Width, Layers);
        AddBlocks(tensors, random, "", TextWidth, TextLayers);
        return tensors;
    }

    private static void AddBlocks(Dictionary<string, Tensor> tensors, Random random, string tower, int width, int layers)
    {
        for (var layer = 0; layer < layers; layer++)
        {
            var block = $"{tower}transformer.resblocks.{layer}.";
            tensors[block + "attn.in_proj_weight"] = Normal(random, 0.3, 3 * width, width);
            tensors[block + "attn.in_proj_bias"] = Normal(random, 0.02, 3 * width);
            AddLinear(tensors, random, block + "attn.out_proj", width, width);
            AddNorm(tensors, random, block + "ln_1", width);
            AddLinear(tensors, random, block + "mlp.c_fc", 4 * width, width);
            AddLinear(tensors, random, block + "mlp.c_proj", width, 4 * width);
            AddNorm(tensors, random, block + "ln_2", width);
        }
    }

    private static void AddLinear(Dictionary<string, Tensor> tensors, Random random, string name, int outputs, int inputs)
    {
        tensors[name + ".weight"] = Normal(random, 0.3, outputs, inputs);
        tensors[name + ".bias"] = Normal(random, 0.02, outputs);
    }

    private static void AddNorm(Dictionary<string, Tensor> tensors, Random random, string name, int width)
    {
        tensors[name + ".weight"] = Normal(random, 0.1, width) + 1;
        tensors[name + ".bias"] = Normal(random, 0.02, width);
    }

    // Box and Muller's draws of normal numbers.
    private static Tensor Normal(Random random, double deviation, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, length) => product * length)];
        for (var i = 0; i < values.Length; i++)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            values[i] = (float)(deviation * radius * Math.Cos(2 * Math.PI * random.NextDouble()));
        }

        return tensor(values, shape);
    }

    private static Dictionary<string, Tensor> Converted(Dictionary<string, Tensor> tensors, ScalarType dtype) =>
        tensors.ToDictionary(entry => entry.Key, entry => entry.Value.to(dtype));
}
