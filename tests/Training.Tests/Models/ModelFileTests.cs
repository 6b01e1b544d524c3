using Counterfactual.Torch;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Tests.Models;

public sealed class ModelFileTests : IDisposable
{
    private static readonly ClipVisionOptions Tiny = ClipVisionOptions.Miniature with
    {
        Resolution = 24,
        PatchSize = 8,
        Width = 12,
        Layers = 3,
        Heads = 3,
        OutputDimension = 5,
        PixelMean = [0.1, 0.2, 1.0 / 3],
    };

    private readonly TemporaryDirectory directory = new();
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        directory.Dispose();
    }

    [Fact]
    public void Sizes_and_values_are_read_back()
    {
        using var written = Model();
        var path = directory.File("model.safetensors");
        ModelFile.Save(path, written, new Dictionary<string, string> { ["note"] = "x" });
        using var read = ModelFile.Load(path);
        var options = read.Backbone.Options;
        Assert.Equal(Tiny.PixelMean, options.PixelMean);
        Assert.Equal(Tiny.PixelDeviation, options.PixelDeviation);
        Assert.Equal(Tiny, options with { PixelMean = Tiny.PixelMean, PixelDeviation = Tiny.PixelDeviation });
        Assert.Equal(7, read.Classes);
        var images = rand([2, 3, 24, 24]);
        Assert.Equal(written.Logits(images).ToArray<float>(), read.Logits(images).ToArray<float>());
        using var file = Safetensors.Open(path);
        Assert.Equal("x", file.Metadata["note"]);
    }

    [Fact]
    public void Heads_without_metadata_are_64_wide()
    {
        using var model = new ImageClassifier(Tiny with { Width = 128, Heads = 2 }, classes: 2);
        var path = directory.File("plain.safetensors");
        Safetensors.Save(path, model.state_dict());
        using var read = ModelFile.Load(path);
        Assert.Equal(2, read.Backbone.Options.Heads);
        Assert.Equal(new ClipVisionOptions().PixelMean, read.Backbone.Options.PixelMean);
    }

    [Theory]
    [InlineData("classifier.weight")]
    [InlineData("backbone.conv1.weight")]
    [InlineData("backbone.transformer.resblocks.1.mlp.c_fc.bias")]
    public void A_missing_tensor_is_named(string name)
    {
        using var model = Model();
        var path = directory.File("missing.safetensors");
        Safetensors.Save(path, model.state_dict().Where(entry => entry.Key != name).ToDictionary(), Metadata);
        Assert.Contains(name, Assert.Throws<InvalidDataException>(() => ModelFile.Load(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backbone.conv1.weight", new long[] { 100_000_000, 3, 0, 0 })]
    [InlineData("backbone.conv1.weight", new long[] { 12, 3 })]
    [InlineData("backbone.positional_embedding", new long[] { 12, 12 })]
    [InlineData("backbone.proj", new long[] { 0, 0 })]
    [InlineData("backbone.transformer.resblocks.0.attn.in_proj_weight", new long[] { 36, 13 })]
    public void A_tensor_of_a_wrong_shape_is_refused(string name, long[] shape)
    {
        using var model = Model();
        var path = directory.File("misshapen.safetensors");
        var tensors = model.state_dict().ToDictionary();
        tensors[name] = zeros(shape);
        Safetensors.Save(path, tensors, Metadata);
        Assert.Throws<InvalidDataException>(() => ModelFile.Load(path));
    }

    [Theory]
    [InlineData("heads", "0")]
    [InlineData("heads", "5")]
    [InlineData("heads", "many")]
    [InlineData("pixel_mean", "0.5")]
    [InlineData("pixel_deviation", "0 0 0")]
    [InlineData("pixel_deviation", "NaN 1 1")]
    public void Metadata_that_cannot_be_is_refused(string key, string value)
    {
        using var model = Model();
        var path = directory.File("metadata.safetensors");
        Safetensors.Save(path, model.state_dict(), new Dictionary<string, string>(Metadata) { [key] = value });
        Assert.Throws<InvalidDataException>(() => ModelFile.Load(path));
    }

    private static Dictionary<string, string> Metadata => new() { ["heads"] = "3" };

    private static ImageClassifier Model()
    {
        var model = new ImageClassifier(Tiny, classes: 7);
        ModelInitialization.Initialize(model, headDeviation: 2, seed: 3);
        return model;
    }
}
