using Counterfactual.Tests;
using Counterfactual.Torch;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Tests.Models;

public sealed class ClipWeightsTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly DisposeScope scope = NewDisposeScope();

    private string Path => directory.File("clip.safetensors");

    public void Dispose()
    {
        scope.Dispose();
        directory.Dispose();
    }

    [Theory]
    [InlineData(false, "openai")]
    [InlineData(true, "hugging face")]
    public void Sizes_follow_from_the_tensors(bool huggingFace, string naming)
    {
        var tiny = new TinyClip { Resolution = 24, PatchSize = 4, Width = 128, Layers = 3, TextLayers = 1, ContextLength = 16 };
        Write(tiny, huggingFace, ScalarType.Float32);
        using var clip = ClipWeights.Open(Path);
        Assert.Equal(naming, clip.Naming);
        Assert.Equal(["float32"], clip.ElementTypes);
        var vision = clip.Vision;
        Assert.Equal(
            (24, 4, 128, 3, 2, 32),
            (vision.Resolution, vision.PatchSize, vision.Width, vision.Layers, vision.Heads, vision.OutputDimension));
        Assert.Equal(
            new ClipTextOptions
            {
                ContextLength = 16,
                VocabularySize = TinyClip.BytesVocabulary,
                Width = 64,
                Layers = 1,
                Heads = 1,
                OutputDimension = 32,
            },
            clip.Text);
        Assert.Equal(tiny.Tensors().Values.Sum(tensor => tensor.NumberOfElements), clip.ParameterCount);
    }

    [Theory]
    [InlineData(false, ScalarType.Float32)]
    [InlineData(false, ScalarType.Float16)]
    [InlineData(false, ScalarType.BFloat16)]
    [InlineData(true, ScalarType.Float32)]
    [InlineData(true, ScalarType.Float16)]
    [InlineData(true, ScalarType.BFloat16)]
    public void Every_parameter_has_the_file_s_value(bool huggingFace, ScalarType dtype)
    {
        var tiny = new TinyClip();
        Write(tiny, huggingFace, dtype);
        using var clip = ClipWeights.Open(Path);
        using var vision = clip.LoadVision();
        using var text = clip.LoadText();
        var expected = tiny.Tensors();
        var loaded = vision.named_parameters().Select(own => ("visual." + own.name, own.parameter))
            .Concat(text.named_parameters().Select(own => (own.name, own.parameter)))
            .ToDictionary(own => own.Item1, own => own.parameter);
        expected.Remove("logit_scale", out var scale);
        Assert.Equal(expected.Keys.Order(), loaded.Keys.Order());
        foreach (var (name, value) in expected)
        {
            Assert.Equal(value.to(dtype).to(ScalarType.Float32).ToArray<float>(), loaded[name].ToArray<float>());
        }

        Assert.Equal(Math.Exp(scale!.to(dtype).item<double>()), clip.LogitScale(), 1e-12);
    }

    [Fact]
    public void Training_changes_the_parameters_and_not_the_file()
    {
        Write(new(), huggingFace: false, ScalarType.Float32);
        var before = File.ReadAllBytes(Path);
        using (var clip = ClipWeights.Open(Path))
        using (var model = clip.LoadVision())
        {
            using var optimizer = optim.AdamW(model.parameters(), lr: 0.1);
            model.Features(rand([2, 3, 32, 32])).pow(2).sum().backward();
            optimizer.step();
            using var other = clip.LoadVision();
            var first = model.named_parameters().First().parameter.ToArray<float>();
            Assert.NotEqual(first, new TinyClip().Tensors()["visual.class_embedding"].ToArray<float>());
        }

        Assert.Equal(before, File.ReadAllBytes(Path));
    }

    [Fact]
    public void A_tower_outlives_the_open_file()
    {
        Write(new(), huggingFace: false, ScalarType.Float32);
        ClipVisionModel model;
        using (var clip = ClipWeights.Open(Path))
        {
            model = clip.LoadVision();
        }

        File.Delete(Path);
        using (model)
        {
            Assert.Equal(new TinyClip().Tensors()["visual.proj"].ToArray<float>(), model.state_dict()["proj"].ToArray<float>());
        }
    }

    [Theory]
    [InlineData(false, "visual.ln_post.bias")]
    [InlineData(false, "token_embedding.weight")]
    [InlineData(false, "visual.conv1.weight")]
    [InlineData(true, "vision_model.encoder.layers.1.self_attn.k_proj.bias")]
    [InlineData(true, "text_projection.weight")]
    [InlineData(true, "logit_scale")]
    public void A_missing_tensor_is_named(bool huggingFace, string name) =>
        AssertRefused(huggingFace, tensors => tensors.Remove(name), $"'{name}' is missing; expected ");

    [Theory]
    [InlineData(false, "visual.transformer.resblocks.1.mlp.c_fc.weight", "[256, 65]; expected [256, 64]")]
    [InlineData(false, "visual.class_embedding", "[65]; expected [64]")]
    [InlineData(true, "vision_model.encoder.layers.0.self_attn.q_proj.weight", "[64, 65]; expected [64, 64]")]
    [InlineData(true, "text_model.final_layer_norm.bias", "[65]; expected [64]")]
    public void A_misshapen_tensor_is_named_with_both_shapes(bool huggingFace, string name, string shapes) =>
        AssertRefused(
            huggingFace,
            tensors =>
            {
                Assert.True(tensors.ContainsKey(name));
                tensors[name] = zeros([.. tensors[name].shape[..^1], 65]);
            },
            $"'{name}' has the shape {shapes}");

    [Theory]
    [InlineData(false, "visual.transformer.resblocks.0.attn.bias_k")]
    [InlineData(true, "classifier.weight")]
    public void A_tensor_too_many_is_named(bool huggingFace, string name) =>
        AssertRefused(huggingFace, tensors => tensors[name] = zeros(2),
            $"'{name}' is unknown in a CLIP of 2 image blocks and 2 text blocks");

    [Fact]
    public void A_tensor_of_integers_is_named() => AssertRefused(
        huggingFace: false, tensors => tensors["visual.ln_pre.weight"] = ones([64], ScalarType.Int64),
        "'visual.ln_pre.weight' has elements of type Int64; expected float32, float16, bfloat16");

    [Fact]
    public void A_block_left_out_of_the_middle_is_missed() => AssertRefused(
        huggingFace: false,
        tensors =>
        {
            foreach (var name in tensors.Keys
                .Where(name => name.StartsWith("visual.transformer.resblocks.1.", StringComparison.Ordinal)).ToList())
            {
                tensors.Remove(name, out var moved);
                tensors[name.Replace("resblocks.1.", "resblocks.7.", StringComparison.Ordinal)] = moved!;
            }
        },
        "'visual.transformer.resblocks.1.attn.in_proj_weight' is missing");

    [Fact]
    public void Positions_that_make_no_square_are_refused() => AssertRefused(
        huggingFace: false, tensors => tensors["visual.positional_embedding"] = zeros(18, 64),
        "'visual.positional_embedding' has 18 rows; expected a square of patches and one more");

    [Fact]
    public void A_file_of_something_else_is_refused() => AssertRefused(
        huggingFace: false,
        tensors =>
        {
            tensors.Clear();
            tensors["embedding.weight"] = zeros(3, 2);
        },
        "it has no tensor of an image tower; expected names such as 'visual.conv1.weight' (openai) or "
            + "'vision_model.embeddings.patch_embedding.weight' (hugging face)");

    [Fact]
    public void An_image_tower_alone_can_be_read_and_says_that_it_has_no_text()
    {
        var tensors = new TinyClip().Tensors().Where(entry => entry.Key.StartsWith("visual.", StringComparison.Ordinal))
            .ToDictionary();
        Safetensors.Save(Path, tensors);
        using var clip = ClipWeights.Open(Path);
        Assert.Null(clip.Text);
        clip.LoadVision().Dispose();
        Assert.Equal(
            $"{Path}: the file has no text tower; expected tensors such as 'token_embedding.weight'",
            Assert.Throws<InvalidDataException>(() => clip.LoadText()).Message);
    }

    [Theory]
    [InlineData("heads", "0")]
    [InlineData("text_heads", "many")]
    [InlineData("heads", "3")]
    public void Heads_that_cannot_be_are_refused(string key, string value)
    {
        Safetensors.Save(Path, new TinyClip().Tensors(), new Dictionary<string, string> { [key] = value });
        Assert.Contains(value, Assert.Throws<InvalidDataException>(() => ClipWeights.Open(Path)).Message);
    }

    private void AssertRefused(bool huggingFace, Action<Dictionary<string, Tensor>> change, string message)
    {
        var tensors = new TinyClip().Tensors();
        tensors = huggingFace ? HuggingFaceClip.FromOpenAi(tensors) : tensors;
        change(tensors);
        Safetensors.Save(Path, tensors);
        var refused = Assert.Throws<InvalidDataException>(() => ClipWeights.Open(Path));
        Assert.StartsWith($"{Path}: no CLIP model: ", refused.Message);
        Assert.Contains(message, refused.Message);
    }

    private void Write(TinyClip tiny, bool huggingFace, ScalarType dtype)
    {
        if (huggingFace)
        {
            tiny.WriteHuggingFace(Path, dtype);
        }
        else
        {
            tiny.WriteOpenAi(Path, dtype);
        }
    }
}
