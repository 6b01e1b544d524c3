using Counterfactual.Tests;
using Counterfactual.Torch;
using Counterfactual.Training.Models;
using Counterfactual.Training.Text;
using Counterfactual.Training.ZeroShot;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Tests.ZeroShot;

public sealed class ZeroShotHeadTests : IDisposable
{
    private static readonly ZeroShotSource Source = new()
    {
        ModelSha256 = new string('a', 64),
        VocabularySha256 = new string('b', 64),
        Classes = ["cat", "a much longer name", "dog"],
        Templates = ["a photo of a {}.", "{}", "the {} and the {}!"],
    };

    private readonly TemporaryDirectory directory = new();
    private readonly DisposeScope scope = NewDisposeScope();

    private string Path => directory.File("head.safetensors");

    public void Dispose()
    {
        scope.Dispose();
        directory.Dispose();
    }

    [Fact]
    public void Each_class_has_the_direction_of_the_mean_of_its_prompts_times_the_scale()
    {
        using var text = TextTower(out var scale, out var vocabulary);
        using var head = new ZeroShotHeadBuilder(text, scale, vocabulary).Build(Source, CPU);
        var tokenizer = new ClipTokenizer(vocabulary);
        foreach (var (number, name) in Source.Classes.Index())
        {
            // Every prompt by itself, so that batches and the cut after the last end token have no part in it.
            var prompts = Source.Templates.Select(template =>
                text.Features(tensor(tokenizer.Encode(template.Replace("{}", name)), 1, 77)));
            var mean = stack([.. prompts.Select(features => features / features.norm())]).mean(0);
            var expected = (mean / mean.norm() * scale).view(-1).ToArray<float>();
            Assert.Equal(expected, head.Weight.select(0, number).ToArray<float>(), (one, other) => Math.Abs(one - other) < 1e-4);
        }
    }

    [Fact]
    public void What_is_written_is_read_again_and_the_same_head_gives_the_same_bytes()
    {
        using var text = TextTower(out var scale, out var vocabulary);
        var builder = new ZeroShotHeadBuilder(text, scale, vocabulary);
        using var head = builder.Build(Source, CPU);
        head.Save(Path);
        using var read = ZeroShotHead.Load(Path);
        Assert.Equal(head.Weight.ToArray<float>(), read.Weight.ToArray<float>());
        Assert.Equal(Source.Fingerprint(), read.Source.Fingerprint());
        Assert.Equal((3, 32), (read.Classes, read.OutputDimension));
        var bytes = File.ReadAllBytes(Path);
        using var again = builder.Build(Source, CPU);
        again.Save(Path);
        Assert.Equal(bytes, File.ReadAllBytes(Path));
    }

    [Fact]
    public void Whatever_a_head_is_made_of_changes_its_fingerprint()
    {
        ZeroShotSource[] others =
        [
            Source, Source with { ModelSha256 = "" }, Source with { VocabularySha256 = "" }, Source with { Classes = ["cat"] },
            Source with { Classes = [.. Source.Classes.Reverse()] }, Source with { Templates = ["{}"] },
        ];
        Assert.Equal(others.Length, others.Select(source => source.Fingerprint()).Distinct().Count());
    }

    [Fact]
    public void A_vocabulary_of_another_model_is_refused()
    {
        using var text = TextTower(out var scale, out _);
        File.WriteAllText(directory.File("merges.txt"), "#version: 0.2\na b\n");
        var other = BytePairVocabulary.Load(directory.File("merges.txt"));
        Assert.Equal(
            "the vocabulary has 515 tokens; the model's text tower expects 514",
            Assert.Throws<InvalidDataException>(() => new ZeroShotHeadBuilder(text, scale, other).Build(Source, CPU)).Message);
    }

    [Theory]
    [InlineData(null, "it has no")]
    [InlineData("{}", "no zero-shot head")]
    [InlineData("null", "is null or names null")]
    [InlineData("""{"model_sha256":"","vocabulary_sha256":"","classes":[null],"templates":[]}""", "is null or names null")]
    [InlineData(
        """{"model_sha256":"","vocabulary_sha256":"","classes":["a","b"],"templates":["{}"]}""",
        "expected Float32 of [2, features]")]
    public void Files_that_are_no_heads_are_refused(string? source, string message)
    {
        Safetensors.Save(
            Path, new Dictionary<string, Tensor> { ["weight"] = zeros(3, 2) },
            source is null ? null : new Dictionary<string, string> { ["zero_shot_head"] = source });
        var refused = Assert.Throws<InvalidDataException>(() => ZeroShotHead.Load(Path)).Message;
        Assert.StartsWith(Path, refused);
        Assert.True(refused.Contains(message) || source is null, refused);
    }

    private ClipTextModel TextTower(out double scale, out BytePairVocabulary vocabulary)
    {
        set_num_threads(1);
        new TinyClip().WriteOpenAi(directory.File("clip.safetensors"));
        TinyClip.WriteVocabulary(directory.File("vocabulary.txt"));
        vocabulary = BytePairVocabulary.Load(directory.File("vocabulary.txt"));
        using var clip = ClipWeights.Open(directory.File("clip.safetensors"));
        scale = clip.LogitScale();
        return clip.LoadText();
    }
}
