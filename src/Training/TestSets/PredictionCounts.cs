namespace Counterfactual.Training.TestSets;

/// <summary>
/// What a model predicted on a test set: how often images of each label were taken for each class. Counts of several shards
/// add up.
/// </summary>
public sealed class PredictionCounts
{
    private readonly TestSetProtocol protocol;
    private readonly int[] confusions;
    private readonly List<bool> hits = [];

    /// <summary>Begins to count, from nothing.</summary>
    public PredictionCounts(TestSetProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        this.protocol = protocol;
        confusions = new int[protocol.Labels * protocol.ModelClasses];
    }

    /// <summary>Images counted.</summary>
    public int Count { get; private set; }

    /// <summary>Images predicted right.</summary>
    public int Correct { get; private set; }

    /// <summary>For each image counted, in their order, whether it was predicted right.</summary>
    public IReadOnlyList<bool> Hits => hits;

    /// <summary>Top-1 accuracy, 0..1; not a number before the first image.</summary>
    public double Accuracy => (double)Correct / Count;

    /// <summary>Counts a batch; images of labels that do not count are passed over.</summary>
    /// <param name="logits">Images x classes of the model.</param>
    /// <param name="labels">A label for each image.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public void Add(ReadOnlySpan<float> logits, ReadOnlySpan<long> labels)
    {
        if (logits.Length != (long)labels.Length * protocol.ModelClasses)
        {
            throw new ArgumentException(
                $"{logits.Length} logits for {labels.Length} images of {protocol.ModelClasses} classes", nameof(logits));
        }
        for (var i = 0; i < labels.Length; i++)
        {
            if (protocol.Counts((int)labels[i]))
            {
                Add((int)labels[i], protocol.Predict(logits.Slice(i * protocol.ModelClasses, protocol.ModelClasses)));
            }
        }
    }

    /// <summary>Adds the counts of other images under the same protocol, which come after those counted so far.</summary>
    /// <exception cref="ArgumentException">The protocols differ.</exception>
    public void Add(PredictionCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.protocol != protocol)
        {
            throw new ArgumentException("counts under another protocol", nameof(other));
        }
        for (var i = 0; i < confusions.Length; i++)
        {
            confusions[i] += other.confusions[i];
        }
        hits.AddRange(other.hits);
        Count += other.Count;
        Correct += other.Correct;
    }

    /// <summary>How the predictions are judged.</summary>
    public TestSetProtocol Protocol => protocol;

    /// <summary>How many images of a label were taken for a class of the model.</summary>
    public int Confusions(int label, int prediction) => confusions[(label * protocol.ModelClasses) + prediction];

    /// <summary>Images of a label, and how many of them were predicted right.</summary>
    public (int Correct, int Count) OfLabel(int label)
    {
        var (correct, count) = (0, 0);
        foreach (var prediction in protocol.Competing)
        {
            var images = Confusions(label, prediction);
            count += images;
            correct += protocol.IsCorrect(label, prediction) ? images : 0;
        }
        return (correct, count);
    }

    private void Add(int label, int prediction)
    {
        confusions[(label * protocol.ModelClasses) + prediction]++;
        Count++;
        var isCorrect = protocol.IsCorrect(label, prediction);
        hits.Add(isCorrect);
        Correct += isCorrect ? 1 : 0;
    }
}
