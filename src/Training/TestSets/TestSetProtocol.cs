namespace Counterfactual.Training.TestSets;

/// <summary>
/// How predictions on a test set are judged: which of the model's classes compete, and which of them are right for an image of
/// each label.
/// </summary>
public sealed class TestSetProtocol
{
    private readonly int[] competing;
    private readonly int[][] accepted;

    private TestSetProtocol(int modelClasses, int[][] accepted)
    {
        this.accepted = accepted;
        competing = [.. accepted.SelectMany(classes => classes).Distinct().Order()];
        ModelClasses = modelClasses;
    }

    /// <summary>Number of the model's classes: logits an image.</summary>
    public int ModelClasses { get; }

    /// <summary>Number of the test set's labels.</summary>
    public int Labels => accepted.Length;

    /// <summary>The model's classes whose logits are compared, ascending.</summary>
    public IReadOnlyList<int> Competing => competing;

    /// <summary>Labels that count: those with at least one right class.</summary>
    public int CountedLabels => accepted.Count(classes => classes.Length > 0);

    /// <summary>The protocol of a model tested on its own classes.</summary>
    public static TestSetProtocol OwnClasses(int classes) =>
        new(classes, [.. Enumerable.Range(0, classes).Select(label => new[] { label })]);

    /// <summary>The protocol of a test set.</summary>
    /// <param name="definition">Which test set.</param>
    /// <param name="folders">Names of its folders; a label is a place in this list.</param>
    /// <param name="trainingClasses">Names of the training set's folders; a class of the model is a place in this list.</param>
    /// <param name="objectNet">ObjectNet's mapping; needed for it alone.</param>
    /// <exception cref="TestSetException">A folder's name means no training class, or the mapping is missing.</exception>
    public static TestSetProtocol Create(
        TestSetDefinition definition, IReadOnlyList<string> folders, IReadOnlyList<string> trainingClasses,
        ObjectNetMapping? objectNet = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(folders);
        ArgumentNullException.ThrowIfNull(trainingClasses);
        var accepted = definition.Labels switch
        {
            LabelRule.TrainingClassName => ByName(definition, folders, trainingClasses),
            LabelRule.TrainingClassNumber => ByNumber(definition, folders, trainingClasses.Count),
            _ => ByMapping(folders, trainingClasses.Count, objectNet ?? throw WithoutMapping()),
        };
        return new TestSetProtocol(trainingClasses.Count, accepted);
    }

    /// <summary>The model's classes that are right for an image of a label; none where its images do not count.</summary>
    public IReadOnlyList<int> Accepted(int label) => accepted[label];

    /// <summary>Whether images of a label count at all.</summary>
    public bool Counts(int label) => accepted[label].Length > 0;

    /// <summary>Whether a prediction is right for an image of a label.</summary>
    public bool IsCorrect(int label, int prediction) => Array.IndexOf(accepted[label], prediction) >= 0;

    /// <summary>
    /// The competing class of the largest logit, the first of equals; one that is no number is taken for the smallest.
    /// </summary>
    /// <param name="logits">One for each of the model's classes.</param>
    /// <exception cref="ArgumentException">There is another number of logits.</exception>
    public int Predict(ReadOnlySpan<float> logits)
    {
        if (logits.Length != ModelClasses)
        {
            throw new ArgumentException($"{logits.Length} logits; the model has {ModelClasses} classes", nameof(logits));
        }
        var best = competing[0];
        foreach (var candidate in competing)
        {
            if (logits[candidate] > logits[best] || (float.IsNaN(logits[best]) && !float.IsNaN(logits[candidate])))
            {
                best = candidate;
            }
        }
        return best;
    }

    private static int[][] ByName(
        TestSetDefinition definition, IReadOnlyList<string> folders, IReadOnlyList<string> trainingClasses)
    {
        var numbers = trainingClasses.Select((name, number) => (name, number))
            .ToDictionary(pair => pair.name, pair => pair.number, StringComparer.Ordinal);
        return [.. folders.Select(folder => numbers.TryGetValue(folder, out var number)
            ? new[] { number }
            : throw new TestSetException(
                $"{definition.Title}: folder '{folder}' is none of the {trainingClasses.Count} training classes"))];
    }

    private static int[][] ByNumber(TestSetDefinition definition, IReadOnlyList<string> folders, int trainingClasses)
    {
        var numbers = Enumerable.Range(0, trainingClasses)
            .ToDictionary(number => FormattableString.Invariant($"{number}"), StringComparer.Ordinal);
        return [.. folders.Select(folder => numbers.TryGetValue(folder, out var number)
            ? new[] { number }
            : throw new TestSetException(
                $"{definition.Title}: folder '{folder}' is no class number; expected 0 to {trainingClasses - 1}"))];
    }

    private static TestSetException WithoutMapping() =>
        new("ObjectNet: it was registered without its mapping files; expected 'dataset add ... --mapping DIR'");

    private static int[][] ByMapping(IReadOnlyList<string> folders, int trainingClasses, ObjectNetMapping mapping)
    {
        if (mapping.ImageNetClasses != trainingClasses)
        {
            throw new TestSetException(
                $"ObjectNet's mapping knows {mapping.ImageNetClasses} ImageNet classes; the model has {trainingClasses}");
        }
        if (mapping.Folders.Except(folders).FirstOrDefault() is { } missing)
        {
            throw new TestSetException($"ObjectNet: folder '{missing}', which its mapping names, is missing");
        }
        return [.. folders.Select(folder => mapping.ClassesOf(folder).ToArray())];
    }
}
