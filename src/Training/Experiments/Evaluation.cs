using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.Models;
using Counterfactual.Training.Telemetry;
using Counterfactual.Training.TestSets;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Experiments;

/// <summary>Counts a model's predictions.</summary>
/// <param name="model">The model.</param>
/// <param name="device">Its device.</param>
/// <param name="stop">Asked between batches: what was begun then ends with <see cref="OperationCanceledException"/>.</param>
internal sealed class Evaluation(ImageClassifier model, Device device, CancellationToken stop) : IDisposable
{
    private const int BatchSize = 100;

    private readonly LogitsPass pass = new(model, BatchSize);

    /// <summary>Called after each batch with its number of images.</summary>
    public Action<int>? Counted { get; init; }

    /// <summary>
    /// Counts the predictions on some shards of a test set. No batch holds images of two shards, so the counts of a shard are the
    /// same whichever shards are counted with it.
    /// </summary>
    /// <param name="testSet">The test set.</param>
    /// <param name="firstShard">Number of the first shard.</param>
    /// <param name="shards">How many shards.</param>
    public PredictionCounts CountShards(TestSetImages testSet, int firstShard, int shards)
    {
        var counts = new PredictionCounts(testSet.Protocol);
        for (var number = firstShard; number < firstShard + shards; number++)
        {
            counts.Add(Count(testSet.Shard(number), testSet.Protocol));
        }

        return counts;
    }

    /// <summary>Counts the predictions on a set.</summary>
    /// <param name="images">The set; its labels are those of the protocol.</param>
    /// <param name="protocol">How predictions are judged.</param>
    public PredictionCounts Count(ImageSet images, TestSetProtocol protocol) =>
        Count(images, protocol, [.. Enumerable.Range(0, images.Count)]);

    /// <summary>Counts the predictions on some images of a set.</summary>
    /// <param name="images">The set; its labels are those of the protocol.</param>
    /// <param name="protocol">How predictions are judged.</param>
    /// <param name="numbers">The images' numbers.</param>
    public PredictionCounts Count(ImageSet images, TestSetProtocol protocol, int[] numbers)
    {
        using var mode = inference_mode();
        var counts = new PredictionCounts(protocol);
        var reader = new BatchReader(images, device);
        for (var first = 0; first < numbers.Length; first += BatchSize)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var batch = Batch(first);
            var (pixels, labels) = reader.Read(batch);
            var logits = pass.Run(pixels).to(ScalarType.Float32);
            if (first + BatchSize < numbers.Length)
            {
                reader.Prefetch(Batch(first + BatchSize));
            }

            counts.Add(logits.to(CPU).contiguous().data<float>(), labels.to(CPU).data<long>());
            TrainingMetrics.Evaluated(batch.Length);
            Counted?.Invoke(batch.Length);
        }

        return counts;

        int[] Batch(int first) => numbers[first..Math.Min(first + BatchSize, numbers.Length)];
    }

    public void Dispose() => pass.Dispose();
}
