using Counterfactual.Tests;
using Counterfactual.Training.Data.Datasets;
using Counterfactual.Training.Data.ImageFolders;
using Counterfactual.Training.Data.WebDataset;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.Images;
using Counterfactual.Training.Models;
using Counterfactual.Training.Tests.Data;
using Counterfactual.Training.TestSets;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Tests.Experiments;

/// <summary>The ImageNet study on a generated miniature ImageNet.</summary>
public sealed class ImageNetStudyTests : IDisposable
{
    private const int Resolution = 32;

    private static readonly string[] TestSets = ["val", "v2", "r", "sketch", "objectnet", "a"];

    private readonly TemporaryDirectory directory = new();
    private readonly MiniatureImageNet imageNet;
    private readonly Dictionary<string, DatasetSource> datasets = [];
    private readonly string model;

    public ImageNetStudyTests()
    {
        imageNet = new MiniatureImageNet(directory.File("imagenet"));
        var mapping = ObjectNetMapping.Load(imageNet.PathOf("objectnet", "mappings"));
        foreach (var set in (string[])["train", "val", "v2", "r", "a"])
        {
            Pack(set, ImageFolder.Scan(imageNet.PathOf(set)), mapping: null);
        }

        Pack("objectnet", ImageFolder.Scan(imageNet.PathOf("objectnet", "images")).Only(mapping.Folders), mapping);
        datasets["sketch"] = WebDatasetDirectory.Scan(
            "sketch", imageNet.PathOf("sketch"), ClassNames.Load(imageNet.PathOf("classes.txt")));
        using var tiny = new ImageClassifier(
            ClipVisionOptions.Miniature with
            {
                Resolution = Resolution,
                PatchSize = 8,
                Width = 16,
                Layers = 2,
                OutputDimension = 8,
            },
            MiniatureImageNet.Classes);
        ModelInitialization.Initialize(tiny, headDeviation: 2, seed: 11);
        model = directory.File("tiny.safetensors");
        ModelFile.Save(model, tiny);
    }

    public void Dispose() => directory.Dispose();

    [Fact]
    public void Every_test_set_is_judged_by_its_own_protocol()
    {
        var outcome = Run(ZeroShot);

        var counts = Assert.Single(outcome.Evaluations).TestSets;
        Assert.Equal(["ID", "V2", "R", "Sketch", "ObjectNet", "A"], counts.Select(count => count.Name));
        Assert.Equal([true, false, false, false, false, false], counts.Select(count => count.InDistribution));
        Assert.Equal(TestSets.Select(Expected), counts.Select(count => (count.Correct, count.Count)));

        // A model that got everything or nothing right would show nothing.
        Assert.Contains(counts, count => count.Correct > 0 && count.Correct < count.Count);
    }

    [Fact]
    public void The_second_epoch_and_the_second_experiment_decode_nothing()
    {
        using var counter = new DecodeCounter();
        Run(Vanilla with { Training = Vanilla.Training with { Epochs = 1 } });
        Assert.Equal(datasets.Values.Sum(dataset => dataset.Shards.Sum(shard => shard.Images)), counter.Count);

        using var second = new DecodeCounter();
        Run(Vanilla with { Training = Vanilla.Training with { Epochs = 3 }, Seed = 1 });
        Assert.Equal(0, second.Count);
    }

    [Fact]
    public void A_fine_tuned_model_holds_out_a_validation_split_and_gives_the_same_bits_again()
    {
        var settings = Vanilla with { Data = Vanilla.Data with { ValidationImages = 12 } };
        Assert.Equal(Accuracies(Run(settings)), Accuracies(Run(settings)));
    }

    [Fact]
    public void Test_sets_that_are_not_whole_say_what_is_there_unless_any_number_is_expected()
    {
        var failure = Assert.Throws<ExperimentException>(() =>
            Run(Study(imageNet => imageNet with { Expect = ExpectedNumbers.Published })));
        Assert.Equal(
            "dataset 'val': 24 images of 12 classes; ImageNet (validation) has 50,000 images of 1,000 classes", failure.Message);
        Assert.False(failure.Retryable);
    }

    [Fact]
    public void Test_sets_may_be_left_out()
    {
        var outcome = Run(Study(imageNet => imageNet with { Id = null, V2 = null, Sketch = null }));
        Assert.Equal(["R", "ObjectNet", "A"], outcome.Evaluations[0].TestSets.Select(count => count.Name));
    }

    [Fact]
    public void Images_that_cannot_be_decoded_fail_the_experiment_or_are_left_out_and_counted()
    {
        var bad = Directory.GetFiles(imageNet.PathOf("val", imageNet.Wnids[5]))[0];
        File.WriteAllText(bad, "no image");
        Pack("val", ImageFolder.Scan(imageNet.PathOf("val")), mapping: null);

        var failure = Assert.Throws<ExperimentException>(() => Run(ZeroShot));
        Assert.StartsWith("dataset 'val': 1 of 10 images cannot be decoded: ", failure.Message);
        Assert.Contains(Path.GetFileName(bad), failure.Message);

        for (var run = 0; run < 2; run++)
        {
            var outcome = Run(Study(imageNet => imageNet with { OnBadImage = BadImagePolicy.Skip }));
            Assert.Equal((1, 23), (outcome.ImagesLeftOut, outcome.Evaluations[0].TestSets[0].Count));
        }
    }

    [Fact]
    public void A_dataset_that_is_missing_or_was_replaced_is_named()
    {
        var missing = Assert.Throws<ExperimentException>(() =>
            Run(Study(imageNet => imageNet with { A = new DatasetSettings("elsewhere") })));
        Assert.StartsWith("no dataset 'elsewhere' is registered", missing.Message);
        var replaced = Assert.Throws<ExperimentException>(() =>
            Run(Study(imageNet => imageNet with { A = new DatasetSettings("a", new('0', 64)) })));
        Assert.StartsWith("dataset 'a' was registered anew", replaced.Message);
    }

    [Fact]
    public void A_cache_that_cannot_hold_the_training_images_is_refused_at_once()
    {
        var failure = Assert.Throws<ExperimentException>(() => Run(Vanilla, NewRun() with { CacheLimit = 10_000 }));
        Assert.Equal(
            "the decoded images of 'train' take 147,648 bytes; the cache may take 10,000: allow more with 'silo --cache-limit'",
            failure.Message);
    }

    [Fact]
    public void Datasets_count_by_their_content_and_not_by_their_names()
    {
        var named = Study(imageNet => imageNet with { Id = new DatasetSettings("val", datasets["val"].Checksum()) });
        Assert.Equal(named.Cell(),
            Study(imageNet => imageNet with { Id = new DatasetSettings("renamed", datasets["val"].Checksum()) }).Cell());
        Assert.NotEqual(
            named.Cell(), Study(imageNet => imageNet with { Id = new DatasetSettings("val", datasets["a"].Checksum()) }).Cell());
        Assert.Equal(named.ToCanonicalJson(), ExperimentSettings.FromJson(named.ToCanonicalJson()).ToCanonicalJson());
    }

    private ExperimentSettings ZeroShot => Study(imageNet => imageNet);

    private ExperimentSettings Vanilla => ZeroShot with
    {
        Method = TrainingMethod.Vanilla,
        Training = new() { Epochs = 2, BatchSize = 12, LearningRate = 3e-3 },
    };

    private ExperimentSettings Study(Func<ImageNetSettings, ImageNetSettings> change) => new()
    {
        Method = TrainingMethod.ZeroShot,
        Model = new() { Checkpoint = model },
        Data = new()
        {
            ImageNet = change(new()
            {
                Train = new("train"),
                Id = new("val"),
                V2 = new("v2"),
                R = new("r"),
                Sketch = new("sketch"),
                ObjectNet = new("objectnet"),
                A = new("a"),
                Expect = ExpectedNumbers.Any,
            }),
        },
    };

    private void Pack(string name, ImageFolder folder, ObjectNetMapping? mapping)
    {
        ShardPacker.Pack(folder, name, directory.File(name), new PackOptions { ImagesPerShard = 10 });
        datasets[name] = WebDatasetDirectory.Scan(name, directory.File(name), classes: null, mapping);
    }

    private ExperimentEnvironment NewRun() => new()
    {
        CacheDirectory = directory.File("cache"),
        CheckpointDirectory = directory.File($"run-{Guid.NewGuid():N}"),
        Datasets = datasets,
    };

    private ExperimentOutcome Run(ExperimentSettings settings, ExperimentEnvironment? environment = null)
    {
        using var observer = new RecordingObserver();
        return ExperimentRunner.Run(settings, environment ?? NewRun(), observer, CancellationToken.None);
    }

    private static IEnumerable<(double Alpha, string Name, int Correct, int Count)> Accuracies(ExperimentOutcome outcome) =>
        outcome.Evaluations.SelectMany(model => model.TestSets.Select(set => (model.Alpha, set.Name, set.Correct, set.Count)));

    /// <summary>From the files and the model's own logits, without anything that the study goes through.</summary>
    private (int Correct, int Count) Expected(string testSet)
    {
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        using var tiny = ModelFile.Load(model);
        var (images, competing) = imageNet.Expected(testSet);
        var preprocessing = new Preprocessing { Size = Resolution, Border = testSet == "objectnet" ? 2 : 0 };
        var pixels = new byte[preprocessing.Bytes];
        var correct = 0;
        foreach (var (image, right) in images)
        {
            ImageDecoder.Preprocess(image, preprocessing, pixels);
            var logits = tiny.Logits(tensor<byte>(pixels.AsSpan(), [1, 3, Resolution, Resolution])).data<float>().ToArray();
            correct += right.Contains(competing.MaxBy(number => logits[number])) ? 1 : 0;
        }

        return (correct, images.Count);
    }
}
