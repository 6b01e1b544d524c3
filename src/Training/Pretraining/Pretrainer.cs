using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Counterfactual.Torch;
using Counterfactual.Torch.Modules;
using Counterfactual.Training.Data.Idx;
using Counterfactual.Training.Data.Miniature;
using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.Models;
using Counterfactual.Training.Randomness;
using Counterfactual.Training.TestSets;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Pretraining;

/// <summary>
/// Makes the miniature study's pretrained model: a classifier of garments in any habitat and style, which stands in for CLIP.
/// </summary>
public sealed class Pretrainer
{
    private const int ReportEvery = 100;

    private readonly PretrainingOptions options;
    private readonly ExperimentEnvironment environment;
    private readonly Device device;
    private readonly MiniatureShards shards;
    private int[] order = [];
    private int orderedEpoch = -1;

    private Pretrainer(PretrainingOptions options, ExperimentEnvironment environment)
    {
        this.options = options;
        this.environment = environment;
        device = torch.device(environment.Device);
        shards = new MiniatureShards(new MiniatureData { TestImages = options.TestImages });
    }

    /// <summary>
    /// Trains the model, measures it, and writes it to <c>miniature.safetensors</c> in the checkpoint directory.
    /// </summary>
    /// <returns>The same bits of the file for the same options, device kind and threads.</returns>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; it starts over when run again.</exception>
    public static PretrainedModel Run(
        PretrainingOptions options, ExperimentEnvironment environment, IProgress<PretrainingProgress> progress,
        CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(progress);
        options.ThrowIfInvalid();
        set_num_threads(environment.Threads);
        return new Pretrainer(options, environment).Run(progress, stop);
    }

    private PretrainedModel Run(IProgress<PretrainingProgress> progress, CancellationToken stop)
    {
        using var model = new ImageClassifier(ClipVisionOptions.Miniature, GarmentImages.Classes);
        ModelInitialization.Initialize(model, options.HeadDeviation, options.Seed);
        model.to(device);
        var stopwatch = Stopwatch.StartNew();
        Train(model, progress, stop);
        var seconds = stopwatch.Elapsed.TotalSeconds;

        Directory.CreateDirectory(environment.CheckpointDirectory);
        var path = Path.Combine(environment.CheckpointDirectory, $"{ModelSettings.Miniature}.safetensors");
        ModelFile.Save(path, model, Metadata());
        return new(path, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), seconds, Measure(model, stop));
    }

    private void Train(ImageClassifier model, IProgress<PretrainingProgress> progress, CancellationToken stop)
    {
        using var images = OpenImages(stop);
        var habitats = shards.Habitats(MiniatureSet.Pretraining);
        using var habitatHead = new HabitatHead(
            model.Backbone.Options.OutputDimension, habitats.Max() + 1, options.HeadDeviation, options.Seed);
        habitatHead.to(device);
        var parameters = model.named_parameters().Concat(habitatHead.named_parameters()).ToList();
        using var optimizer = Optimizer(parameters);
        var schedule = optim.lr_scheduler.WarmupCosineLR(
            optimizer, (int)Math.Round(options.WarmUp * options.Steps), options.Steps);
        var reader = new BatchReader(images, device);
        var (lossSum, since) = (0.0, Stopwatch.StartNew());
        for (var step = 0; step < options.Steps; step++)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var numbers = Batch(step);
            var (pixels, labels) = reader.Read(numbers);
            var places = tensor(Array.ConvertAll(numbers, number => (long)habitats[number])).to(device);

            var features = model.Backbone.Features(pixels.index_select(1, ColourOrder(step)));
            var loss = nn.functional.cross_entropy(model.Classify(features), labels)
                + options.HabitatWeight * habitatHead.Loss(features, places);

            optimizer.zero_grad();
            loss.backward();
            optimizer.step(nn.utils.clipping(parameters.Select(named => named.parameter), options.GradientNorm).Scale);
            schedule.step();

            lossSum += loss.item<double>();
            if ((step + 1) % ReportEvery == 0 || step + 1 == options.Steps)
            {
                var steps = (step % ReportEvery) + 1;
                progress.Report(
                    new(step + 1, options.Steps, lossSum / steps, steps * options.BatchSize / since.Elapsed.TotalSeconds));
                (lossSum, since) = (0, Stopwatch.StartNew());
            }
        }
    }

    private AdamW Optimizer(List<(string name, Parameter parameter)> parameters)
    {
        optim.ParamGroup Group(bool matrices, double weightDecay) => new(
            parameters.Where(named => named.parameter.ndim >= 2 == matrices))
        {
            LearningRate = options.LearningRate,
            Beta2 = options.Beta2,
            WeightDecay = weightDecay,
        };
        return optim.AdamW(Group(matrices: true, options.WeightDecay), Group(matrices: false, 0));
    }

    // A new order of the images in every epoch; what is left of them after the last whole batch waits for the next epoch's order.
    private int[] Batch(int step)
    {
        var batches = options.Images / options.BatchSize;
        var (epoch, position) = Math.DivRem(step, batches);
        if (epoch != orderedEpoch)
        {
            (order, orderedEpoch) = (CounterRandom.For(options.Seed, Purpose.Shuffle, epoch).Permutation(options.Images), epoch);
        }

        return order[(position * options.BatchSize)..((position + 1) * options.BatchSize)];
    }

    private Tensor ColourOrder(int step) => tensor(Array.ConvertAll(
        CounterRandom.For(options.Seed, Purpose.ColourChannels, step).Permutation(MiniatureRenderer.Channels),
        channel => (long)channel)).to(device);

    private ImageSet OpenImages(CancellationToken stop)
    {
        var needed = shards.Shards(MiniatureSet.Pretraining).Where(shard => shard.First < options.Images);
        return new ImageSet(needed.Select(shard => shards.Ensure(shard, environment.Cache, environment.Threads, stop)).ToList());
    }

    private ModelAccuracy Measure(ImageClassifier model, CancellationToken stop) => new(0,
    [
        .. MiniatureTestSet.All.Select(set =>
        {
            using var images = shards.Open(set.Images, environment.Cache, environment.Threads, stop);
            using var evaluation = new Evaluation(model, device, stop);
            var counts = evaluation.Count(images, TestSetProtocol.OwnClasses(model.Classes));
            return new TestSetCount(set.Name, set.InDistribution, counts.Correct, counts.Count);
        }),
    ]);

    private Dictionary<string, string> Metadata() => new()
    {
        ["made_by"] = "counterfactual pretrain",
        ["steps"] = options.Steps.ToString(CultureInfo.InvariantCulture),
        ["batch_size"] = options.BatchSize.ToString(CultureInfo.InvariantCulture),
        ["images"] = options.Images.ToString(CultureInfo.InvariantCulture),
        ["seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
        ["data"] = shards.Dataset(MiniatureSet.Pretraining),
    };
}
