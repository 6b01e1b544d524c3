using System.Security.Cryptography;
using Counterfactual.Tests;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.Models;
using Counterfactual.Training.Text;
using Counterfactual.Training.ZeroShot;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Tests.Experiments;

/// <summary>Experiments that start from a registered CLIP and its zero-shot head.</summary>
public sealed class RegisteredModelTests(TinyStudy study) : IClassFixture<TinyStudy>, IDisposable
{
    private static readonly TinyClip Tiny = new() { Resolution = 56, PatchSize = 14, Seed = 3 };

    private static readonly string[] Garments =
        ["T-shirt", "trousers", "a pullover", "dress", "long coat", "sandal", "Shirt 2", "sneaker", "bag", "ankle boots"];

    private readonly TemporaryDirectory models = new();

    public void Dispose() => models.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Zero_shot_accuracy_is_that_of_cosines_with_the_head(bool huggingFace)
    {
        var model = Register(huggingFace, classes: 10);
        var settings = TinyStudy.Settings("") with { Model = model };
        var outcome = Run(settings);

        // The same images and labels, judged without the classifier: features times the head's rows, by hand.
        var environment = Environment();
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        using var clip = ClipWeights.Open(PretrainedWeights.RegisteredFile(models.Path, model.Sha256!));
        using var vision = clip.LoadVision();
        using var head = ZeroShotHead.Load(PretrainedWeights.RegisteredFile(models.Path, model.HeadSha256!));
        using var images = ExperimentImages.Open(settings.Data, 56, environment, new RecordingObserver(), CancellationToken.None);
        var classes = new HashSet<long>();
        foreach (var (number, test) in images.TestSets.Index())
        {
            var set = test.All();
            var (pixels, labels) = new BatchReader(set, CPU).Read([.. Enumerable.Range(0, set.Count)]);
            var features = vision.Features(pixels);
            var cosines = (features / features.pow(2).sum(-1, keepdim: true).sqrt()).matmul(head.Weight.t());
            var predicted = cosines.argmax(1);
            classes.UnionWith(predicted.ToArray<long>());
            var correct = predicted.eq(labels).sum().item<int>();
            Assert.Equal((test.Name, correct, set.Count), Found(outcome, number));
        }

        Assert.True(classes.Count > 2, $"{classes.Count} classes for all images tell little");
    }

    [Fact]
    public void Both_namings_train_to_the_same_accuracies()
    {
        var settings = TinyStudy.Settings("") with
        {
            Method = TrainingMethod.Vanilla,
            Training = new() { Epochs = 1, BatchSize = 8, LearningRate = 1e-3 },
        };
        var one = Run(settings with { Model = Register(huggingFace: false, classes: 10) });
        var other = Run(settings with { Model = Register(huggingFace: true, classes: 10) });
        Assert.Equal(one.Evaluations.Select(model => model.TestSets), other.Evaluations.Select(model => model.TestSets));
    }

    [Fact]
    public void A_head_of_other_classes_than_the_data_has_is_refused_with_both_numbers()
    {
        var refused = Assert.Throws<ExperimentException>(() =>
            Run(TinyStudy.Settings("") with { Model = Register(huggingFace: false, classes: 7) }));
        Assert.Contains(
            "model 'tiny' with head 'head': the model classifies 56x56 images into 7 classes; expected 56x56 and 10",
            refused.Message);
        Assert.False(refused.Retryable);
    }

    [Fact]
    public void A_head_of_another_model_is_refused()
    {
        var one = Register(huggingFace: false, classes: 10);
        var other = Register(huggingFace: true, classes: 10);
        var refused = Assert.Throws<ExperimentException>(() =>
            Run(TinyStudy.Settings("") with { Model = one with { HeadSha256 = other.HeadSha256 } }));
        Assert.Contains("the head was made for the model with the SHA-256 " + other.Sha256, refused.Message);
    }

    [Fact]
    public void A_model_that_was_never_looked_up_and_a_file_that_was_changed_are_refused()
    {
        var model = Register(huggingFace: false, classes: 10);
        AssertRefused(model with { Sha256 = null }, "model 'tiny' with head 'head': not found in a registry of models");
        AssertRefused(model with { HeadSha256 = null }, "model 'tiny' with head 'head': not found in a registry of models");
        AssertRefused(model with { Sha256 = new string('0', 64) }, "there is no such pretrained model");
        var path = PretrainedWeights.RegisteredFile(models.Path, model.HeadSha256!);
        var bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(2));
        AssertRefused(model, "the file was replaced since");

        void AssertRefused(ModelSettings settings, string message)
        {
            var refused = Assert.Throws<ExperimentException>(() => Run(TinyStudy.Settings("") with { Model = settings }));
            Assert.Contains(message, refused.Message);
            Assert.False(refused.Retryable);
        }
    }

    private ExperimentOutcome Run(ExperimentSettings settings) =>
        ExperimentRunner.Run(settings, Environment(), new RecordingObserver(), CancellationToken.None);

    private ExperimentEnvironment Environment() => study.NewRun() with { ModelDirectory = models.Path };

    private static (string Name, int Correct, int Count) Found(ExperimentOutcome outcome, int number)
    {
        var set = Assert.Single(outcome.Evaluations).TestSets[number];
        return (set.Name, set.Correct, set.Count);
    }

    private ModelSettings Register(bool huggingFace, int classes)
    {
        var file = models.File("model.tmp");
        if (huggingFace)
        {
            Tiny.WriteHuggingFace(file);
        }
        else
        {
            Tiny.WriteOpenAi(file);
        }

        var sha256 = Store(file);
        TinyClip.WriteVocabulary(models.File("vocabulary.txt"));
        var vocabulary = BytePairVocabulary.Load(models.File("vocabulary.txt"));
        using var clip = ClipWeights.Open(PretrainedWeights.RegisteredFile(models.Path, sha256));
        using var text = clip.LoadText();
        using var head = new ZeroShotHeadBuilder(text, clip.LogitScale(), vocabulary).Build(
            new()
            {
                ModelSha256 = sha256,
                VocabularySha256 = vocabulary.Sha256(),
                Classes = [.. Garments.Take(classes)],
                Templates = ["{}", "{}!"],
            },
            CPU);
        head.Save(file);
        return new() { Checkpoint = "tiny", Sha256 = sha256, Head = "head", HeadSha256 = Store(file) };
    }

    private string Store(string file)
    {
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
        File.Move(file, PretrainedWeights.RegisteredFile(models.Path, sha256), overwrite: true);
        return sha256;
    }
}
