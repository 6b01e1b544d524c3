using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Tests;
using Counterfactual.Training.Images;
using Counterfactual.Training.Models;
using Counterfactual.Training.ZeroShot;
using static Counterfactual.Torch.torch;

namespace Counterfactual.EndToEnd.Tests;

/// <summary>
/// The ImageNet study as people run it, on a generated miniature ImageNet and with a tiny random CLIP: datasets are registered
/// and packed, models imported, and a sweep is run over both forms of the weights.
/// </summary>
public sealed class ImageNetTests : IDisposable
{
    private const string Sweep = "imagenet";

    private static readonly string[] Folders = ["train", "val", "v2", "r", "a"];

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("cf-imagenet-");
    private readonly TinyClip clip = new() { Resolution = 32, PatchSize = 8, Seed = 5 };
    private readonly MiniatureImageNet images;

    public ImageNetTests() => images = new MiniatureImageNet(PathOf("imagenet"));

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task A_sweep_over_the_six_test_sets_gives_what_the_model_s_own_logits_say()
    {
        await using var home = new TestHome();
        await AddDatasetsAsync(home);
        clip.WriteOpenAi(PathOf("openai.safetensors"));
        clip.WriteHuggingFace(PathOf("huggingface.safetensors"));
        await AddModelAsync(home, "openai");
        await AddModelAsync(home, "huggingface");
        File.WriteAllText(PathOf("sweep.yaml"), """
            name: imagenet
            data:
              study: imagenet
              train: train
              id: val
              v2: v2
              r: r
              sketch: sketch
              objectnet: objectnet
              a: a
              expect: any
              validation_images: 12
            training: {epochs: 2, batch_size: 12, learning_rate: 1e-3}
            include:
              - {method: zero_shot, model: openai}
              - {method: zero_shot, model: huggingface}
              - {method: feature_distillation, masking: object, refill: single, model: openai}
              - {method: feature_distillation, masking: object, refill: single, model: huggingface}
            seeds: [0]
            """);

        await RunAsync(home, "sweep", "run", PathOf("sweep.yaml"), "--devices", "cpu:1");

        var experiments = await home.AskAsync(silo => silo.ListExperimentsAsync(Sweep));
        Assert.Equal(4, experiments.Count);
        Assert.All(experiments, experiment => Assert.Equal(ExperimentStatus.Completed, experiment.Status));
        var expected = await ExpectedAsync(home);
        foreach (var model in (string[])["openai", "huggingface"])
        {
            Assert.Equal(expected, Counts(Find(experiments, "zero_shot", model)));
        }

        // The same weights under other names are trained to the same numbers.
        var tuned = Find(experiments, "feature_distillation", "openai");
        Assert.Equal(Counts(tuned), Counts(Find(experiments, "feature_distillation", "huggingface")));
        Assert.InRange(tuned.Epoch!.Value, 1, 2);

        var shards = await home.AskAsync(silo => silo.GetDatasetAsync("objectnet"));
        Assert.All(shards.Shards, shard => Assert.Equal("32px-border2", Assert.Single(shard.Decoded).Form));
    }

    [Fact]
    public async Task Datasets_that_are_missing_not_packed_or_damaged_are_named()
    {
        await using var home = new TestHome();
        await RunAsync(home, "dataset", "add", "train", "--kind", "imagefolder", images.PathOf("train"));
        File.WriteAllText(PathOf("sweep.yaml"), """
            name: imagenet
            method: zero_shot
            data: {study: imagenet, train: train, id: val}
            """);
        var refused = (await ConsoleProcess.RunAsync(home, "sweep", "run", PathOf("sweep.yaml"))).Expect(2);
        Assert.Contains("sweep.yaml:3:32: dataset 'train' is not packed yet", refused.Error);
        Assert.Contains("sweep.yaml:3:43: no dataset 'val' is registered; expected train", refused.Error);

        await RunAsync(home, "dataset", "pack", "train", "--out", PathOf("train"), "--shard-images", "20");
        Assert.Contains("dataset 'train' is whole", (await RunAsync(home, "dataset", "verify", "train")).Output);
        var shard = PathOf("train/train-000001.tar");
        var bytes = File.ReadAllBytes(shard);
        bytes[2000] ^= 1;
        File.WriteAllBytes(shard, bytes);
        var damaged = (await ConsoleProcess.RunAsync(home, "dataset", "verify", "train")).Expect(1);
        Assert.Contains($"{shard}: damaged", damaged.Output);
        Assert.Contains("dataset 'train' is damaged: 1 files", damaged.Output);
    }

    private async Task AddDatasetsAsync(TestHome home)
    {
        foreach (var name in Folders)
        {
            await RunAsync(home, "dataset", "add", name, "--kind", "imagefolder", images.PathOf(name));
        }

        await RunAsync(
            home, "dataset", "add", "objectnet", "--kind", "imagefolder", images.PathOf("objectnet", "images"), "--mapping",
            images.PathOf("objectnet", "mappings"));
        foreach (var name in (string[])[.. Folders, "objectnet"])
        {
            await RunAsync(home, "dataset", "pack", name, "--out", PathOf(name), "--shard-images", "10");
        }

        await RunAsync(home, "dataset", "add", "sketch", "--kind", "webdataset", images.PathOf("sketch"), "--classes",
            images.PathOf("classes.txt"));
        Assert.Equal(
            ["a", "objectnet", "r", "sketch", "train", "v2", "val"],
            (await home.AskAsync(silo => silo.ListDatasetsAsync())).Select(dataset => dataset.Name));
    }

    private async Task AddModelAsync(TestHome home, string name)
    {
        File.WriteAllText(PathOf("names.txt"), string.Concat(Enumerable.Range(0, MiniatureImageNet.Classes)
            .Select(number => $"thing number {number}\n")));
        File.WriteAllText(PathOf("templates.txt"), "a photo of a {}.\nthe {}\n");
        TinyClip.WriteVocabulary(PathOf("vocabulary.txt"));
        await RunAsync(home, "model", "import", PathOf($"{name}.safetensors"), "--name", name);
        await RunAsync(
            home, "model", "head", name, "--classes", PathOf("names.txt"), "--templates", PathOf("templates.txt"), "--vocabulary",
            PathOf("vocabulary.txt"), "--threads", "1");
    }

    /// <summary>Images right and in all, a test set after the other, from the files and the model's logits alone.</summary>
    private async Task<IReadOnlyList<(int Correct, int Count)>> ExpectedAsync(TestHome home)
    {
        var head = Assert.Single((await home.AskAsync(silo => silo.GetModelAsync("openai"))).Heads);
        using var scope = NewDisposeScope();
        using var mode = inference_mode();
        set_num_threads(1);
        using var weights = ClipWeights.Open(PathOf("openai.safetensors"));
        using var zeroShot = ZeroShotHead.Load(Path.Combine(home.Path, "artifacts", "models", $"{head.Sha256}.safetensors"));
        using var model = new ImageClassifier(weights.LoadVision(CPU), zeroShot.Weight);
        var counts = ((string[])["val", "v2", "r", "sketch", "objectnet", "a"]).Select(set => Count(model, set)).ToList();

        // A model that got everything or nothing right would show nothing.
        Assert.Contains(counts, count => count.Correct > 0 && count.Correct < count.Count);
        return counts;
    }

    private (int Correct, int Count) Count(ImageClassifier model, string testSet)
    {
        var (expected, competing) = images.Expected(testSet);
        var preprocessing = new Preprocessing { Size = clip.Resolution, Border = testSet == "objectnet" ? 2 : 0 };
        var pixels = new byte[preprocessing.Bytes];
        var correct = 0;
        foreach (var (image, right) in expected)
        {
            ImageDecoder.Preprocess(image, preprocessing, pixels);
            using var scope = NewDisposeScope();
            var logits = model.Logits(tensor<byte>(pixels.AsSpan(), [1, 3, clip.Resolution, clip.Resolution]))
                .data<float>().ToArray();
            correct += right.Contains(competing.MaxBy(number => logits[number])) ? 1 : 0;
        }

        return (correct, expected.Count);
    }

    private static ExperimentDetails Find(IEnumerable<ExperimentDetails> experiments, string method, string model) =>
        experiments.Single(experiment => experiment.Parameters.Any(it => it.Name == "method" && it.Value == method)
            && experiment.Parameters.Any(it => it.Name == "model.checkpoint" && it.Value == model));

    private static IEnumerable<(int Correct, int Count)> Counts(ExperimentDetails experiment) =>
        experiment.Evaluations[^1].TestSets.Select(set => (set.Correct, set.Count));

    private static async Task<ConsoleProcess.Finished> RunAsync(TestHome home, params string[] words) =>
        (await ConsoleProcess.RunAsync(home, words)).Expect(0);

    private string PathOf(string name) => Path.Combine(directory.FullName, name);
}
