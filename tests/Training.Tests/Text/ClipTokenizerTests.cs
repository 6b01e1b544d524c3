using System.Text;
using Counterfactual.Training.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Counterfactual.Training.Tests.Text;

/// <summary>Tokenizing with a vocabulary of a few merges, whose tokens can be worked out by hand.</summary>
public sealed class ClipTokenizerTests : IDisposable
{
    private const int FirstMerge = 512;

    private static readonly string[] Merges = ["l o", "lo w</w>", "e r</w>", "n e", "ne w", "a a", "aa a</w>"];

    private readonly TemporaryDirectory directory = new();
    private readonly ClipTokenizer tokenizer;

    public ClipTokenizerTests()
    {
        File.WriteAllLines(directory.File("merges.txt"), ["#version: 0.2", .. Merges]);
        Vocabulary = BytePairVocabulary.Load(directory.File("merges.txt"));
        tokenizer = new ClipTokenizer(Vocabulary, contextLength: 16);
    }

    private BytePairVocabulary Vocabulary { get; }

    public void Dispose() => directory.Dispose();

    [Fact]
    public void Pairs_merge_in_the_order_of_their_rank()
    {
        Assert.Equal([MergeNumber(1)], TokensOf("low"));
        Assert.Equal([MergeNumber(0), Inside('w'), MergeNumber(2)], TokensOf("lower"));
        Assert.Equal([MergeNumber(4), MergeNumber(2)], TokensOf("newer"));
        Assert.Equal([MergeNumber(6)], TokensOf("aaa"));
        Assert.Equal([MergeNumber(5), Inside('a'), AtEnd('b')], TokensOf("aaab"));
    }

    [Theory]
    [InlineData("  LOW\t\n low ", "low low")]
    [InlineData("&lt;&amp;amp;gt;&#39;", "<& gt ;'")]
    [InlineData("it's we'll I'd don't", "it 's we 'll i 'd don 't")]
    [InlineData("a1b22", "a 1 b 2 2")]
    [InlineData("x!?_y", "x !?_ y")]
    [InlineData("Straße ΟΔΟΣ", "straße οδος")]
    [InlineData("İ", "i \u0307")]
    [InlineData("𝐀𝐁 🦋🌸", "𝐀𝐁 🦋🌸")]
    [InlineData("½ⅷ٣", "½ ⅷ ٣")]
    public void Texts_fall_into_words(string text, string words) =>
        Assert.Equal(words.Split(' ').SelectMany(BytesOf), new ClipTokenizer(Vocabulary).Encode(text).Skip(1)
            .TakeWhile(token => token != Vocabulary.End).SelectMany(Spell));

    [Fact]
    public void Special_tokens_in_a_text_are_themselves() =>
        Assert.Equal([Vocabulary.Start, Vocabulary.End], TokensOf("<|startoftext|> <|EndOfText|>", 2));

    [Theory]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(500)]
    public void A_text_too_long_ends_with_the_end_token(int words)
    {
        var tokens = tokenizer.Encode(string.Join(' ', Enumerable.Repeat("low", words)));

        Assert.Equal(16, tokens.Length);
        Assert.Equal(Vocabulary.End, tokens[Math.Min(words, 14) + 1]);
        Assert.Equal(Math.Min(words, 14), tokens.Count(token => token == MergeNumber(1)));
    }

    [Fact]
    public void An_empty_text_is_start_and_end() =>
        Assert.Equal([Vocabulary.Start, Vocabulary.End, .. new long[14]], tokenizer.Encode(" \n"));

    [Fact]
    public void A_word_of_a_million_letters_is_no_trouble() =>
        Assert.Equal(Vocabulary.End, tokenizer.Encode(new string('a', 1_000_000))[15]);

    [Fact]
    public void No_text_is_too_strange() => Prop.ForAll<string?>(text =>
    {
        var tokens = tokenizer.Encode(text ?? "");
        var length = Array.IndexOf(tokens, Vocabulary.End) + 1;
        return tokens.Length == 16 && tokens[0] == Vocabulary.Start && length > 1 && tokens.Skip(length).All(token => token == 0);
    }).QuickCheckThrowOnFailure();

    private static long MergeNumber(int merge) => FirstMerge + merge;

    private long Inside(char letter) => Vocabulary.TokenOf((byte)letter, last: false);

    private long AtEnd(char letter) => Vocabulary.TokenOf((byte)letter, last: true);

    private IEnumerable<long> TokensOf(string text, int? count = null) =>
        tokenizer.Encode(text).Skip(1).Take(count ?? Array.IndexOf(tokenizer.Encode(text), Vocabulary.End) - 1);

    // A word as bytes, the last of them marked.
    private static IEnumerable<(byte Value, bool Last)> BytesOf(string word)
    {
        var bytes = Encoding.UTF8.GetBytes(word);
        return bytes.Select((value, i) => (value, i == bytes.Length - 1));
    }

    // The bytes of a token: itself, or those of the two that it was merged from.
    private IEnumerable<(byte Value, bool Last)> Spell(long token)
    {
        if (token >= FirstMerge)
        {
            return BytesOf(Merges[token - FirstMerge].Replace(" ", "").Replace("</w>", ""))
                .Select(pair => (pair.Value, pair.Last && Merges[token - FirstMerge].EndsWith("</w>", StringComparison.Ordinal)));
        }
        var last = token >= 256;
        return [((byte)Enumerable.Range(0, 256).First(value => Vocabulary.TokenOf((byte)value, last) == token), last)];
    }
}
