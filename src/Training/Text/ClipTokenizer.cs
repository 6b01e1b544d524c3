using System.Text;

namespace Counterfactual.Training.Text;

/// <summary>
/// CLIP's tokenizer (Radford et al., 2021; OpenAI's <c>SimpleTokenizer</c> and <c>tokenize</c>): a text becomes a start token,
/// byte-pair tokens and an end token, padded with zeros to a fixed length.
/// </summary>
public sealed class ClipTokenizer
{
    private readonly BytePairVocabulary vocabulary;

    /// <summary>Creates a tokenizer.</summary>
    /// <param name="vocabulary">The tokens.</param>
    /// <param name="contextLength">Tokens a text, at least 2; CLIP's is 77.</param>
    public ClipTokenizer(BytePairVocabulary vocabulary, int contextLength = 77)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentOutOfRangeException.ThrowIfLessThan(contextLength, 2);
        this.vocabulary = vocabulary;
        ContextLength = contextLength;
    }

    /// <summary>Tokens a text.</summary>
    public int ContextLength { get; }

    /// <summary>
    /// The tokens of a text, <see cref="ContextLength"/> of them. One that is too long is cut,
    /// and its last token is the end token.
    /// </summary>
    public long[] Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new long[ContextLength];
        tokens[0] = vocabulary.Start;
        var count = 1;
        foreach (var token in WordSplitter.Split(TextCleaning.Clean(text)).SelectMany(TokensOf).Take(ContextLength - 2))
        {
            tokens[count++] = token;
        }
        tokens[count] = vocabulary.End;
        return tokens;
    }

    private IEnumerable<int> TokensOf(string word) => word switch
    {
        BytePairVocabulary.StartOfText => [vocabulary.Start],
        BytePairVocabulary.EndOfText => [vocabulary.End],
        _ => BytePairEncoder.Encode(vocabulary, Encoding.UTF8.GetBytes(word)),
    };
}
