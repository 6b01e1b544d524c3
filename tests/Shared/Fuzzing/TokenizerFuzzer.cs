using System.Text;
using Counterfactual.Training.Text;

namespace Counterfactual.Tests.Fuzzing;

/// <summary>
/// Texts of any characters: halves of surrogate pairs, entities, special tokens, controls, and far too many of them.
/// </summary>
internal sealed class TokenizerFuzzer : IFuzzer
{
    private const int ContextLength = 77;

    private static readonly string[] Pieces =
    [
        "<|startoftext|>", "<|endoftext|>", "<|", "|>", "&amp;", "&amp;amp;", "&#x110000;", "&#0;", "&lt;", "\0",
        "\uD83D", "\uDE00", "\u200B", "\u00A0", "'s", "'ll", " ", "\n",
    ];

    private readonly BytePairVocabulary vocabulary;

    public TokenizerFuzzer()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "#version: 0.2\nt h\nth e</w>\na n\nan d</w>\n");
        vocabulary = BytePairVocabulary.Load(path);
        File.Delete(path);
    }

    public void Try(int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        for (var count = random.Next(random.Next(50) == 0 ? 20_000 : 200); count > 0; count--)
        {
            text.Append(random.Next(4) switch
            {
                0 => Pieces[random.Next(Pieces.Length)],
                1 => ((char)random.Next(char.MaxValue + 1)).ToString(),
                2 => new Rune(random.Next(0xE000, 0x110000)).ToString(),
                _ => ((char)random.Next('a', 'z' + 1)).ToString(),
            });
        }

        var tokens = new ClipTokenizer(vocabulary, ContextLength).Encode(text.ToString());
        if (tokens.Length != ContextLength || tokens[0] != vocabulary.Start || !tokens.Contains(vocabulary.End)
            || tokens.Any(token => token < 0 || token >= vocabulary.Size))
        {
            throw new InvalidOperationException($"tokens {string.Join(' ', tokens)}");
        }
    }

    public void Dispose()
    {
    }
}
