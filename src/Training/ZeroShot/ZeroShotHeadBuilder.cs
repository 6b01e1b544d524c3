using Counterfactual.Training.Models;
using Counterfactual.Training.Text;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.ZeroShot;

/// <summary>Makes zero-shot heads of a CLIP's text tower.</summary>
/// <param name="text">The text tower.</param>
/// <param name="logitScale">What cosines are multiplied by; positive.</param>
/// <param name="vocabulary">The tower's vocabulary.</param>
public sealed class ZeroShotHeadBuilder(ClipTextModel text, double logitScale, BytePairVocabulary vocabulary)
{
    private const int LargestBatch = 256;

    private readonly ClipTokenizer tokenizer = new(vocabulary, text.Options.ContextLength);

    /// <summary>Makes a head.</summary>
    /// <param name="source">Class names and templates.</param>
    /// <param name="device">Where the tower is.</param>
    /// <param name="progress">Told the number of classes done, after each.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="InvalidDataException">The vocabulary is not that of the model.</exception>
    public ZeroShotHead Build(
        ZeroShotSource source, Device device, Action<int>? progress = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (vocabulary.Size != text.Options.VocabularySize)
        {
            throw new InvalidDataException(
                $"the vocabulary has {vocabulary.Size} tokens; the model's text tower expects {text.Options.VocabularySize}");
        }

        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var weights = new List<Tensor>();
        foreach (var name in source.Classes)
        {
            stop.ThrowIfCancellationRequested();
            weights.Add(Embedding(source.Templates, name, device));
            progress?.Invoke(weights.Count);
        }

        return new((stack([.. weights]) * logitScale).cpu(), source);
    }

    /// <summary>The class's direction: of length 1, as many numbers as there are features.</summary>
    private Tensor Embedding(IReadOnlyList<string> templates, string name, Device device)
    {
        using var scope = NewDisposeScope();
        var sum = zeros([text.Options.OutputDimension], ScalarType.Float32, device);
        foreach (var batch in templates.Chunk(LargestBatch))
        {
            using var inner = NewDisposeScope();
            long[] tokens = [.. batch.SelectMany(template =>
                tokenizer.Encode(template.Replace(PromptFile.Placeholder, name, StringComparison.Ordinal)))];
            var features = text.Features(tensor(tokens, batch.Length, tokenizer.ContextLength).to(device));
            sum.add_(nn.functional.normalize(features, dim: -1).sum(0));
        }

        return nn.functional.normalize(sum / templates.Count, dim: -1).MoveToOuterDisposeScope();
    }
}
