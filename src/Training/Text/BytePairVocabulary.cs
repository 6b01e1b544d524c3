using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Counterfactual.Training.Text;

/// <summary>
/// CLIP's byte-pair vocabulary: the numbers of its tokens, and which pairs of tokens merge, in order of preference.
/// </summary>
public sealed class BytePairVocabulary
{
    internal const string StartOfText = "<|startoftext|>";
    internal const string EndOfText = "<|endoftext|>";

    private readonly int[] inside = new int[256];
    private readonly int[] atEnd = new int[256];
    private readonly Dictionary<(int Left, int Right), Merge> merges = [];

    internal BytePairVocabulary(IReadOnlyDictionary<string, int> ids, IReadOnlyList<(string Left, string Right)> merges)
    {
        Size = ids.Count;
        Start = IdOf(StartOfText);
        End = IdOf(EndOfText);
        for (var value = 0; value < 256; value++)
        {
            var symbol = ByteSymbols.Of[value].ToString();
            inside[value] = IdOf(symbol);
            atEnd[value] = IdOf(symbol + ByteSymbols.EndOfWord);
        }
        for (var rank = 0; rank < merges.Count; rank++)
        {
            var (left, right) = merges[rank];
            this.merges.TryAdd((IdOf(left), IdOf(right)), new Merge(rank, IdOf(left + right)));
        }

        int IdOf(string token) =>
            ids.TryGetValue(token, out var id) ? id : throw new VocabularyException($"the vocabulary lacks the token '{token}'");
    }

    /// <summary>Number of tokens; 49,408 in the published vocabulary.</summary>
    public int Size { get; }

    /// <summary>The token that begins every text.</summary>
    public int Start { get; }

    /// <summary>The token that ends every text.</summary>
    public int End { get; }

    /// <summary>
    /// Lower-case hexadecimal SHA-256 of what the vocabulary makes of text: its tokens' numbers and its merges in order. Both
    /// published forms of a vocabulary have the same.
    /// </summary>
    public string Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append([Size, Start, End]);
        Append(inside);
        Append(atEnd);
        foreach (var (pair, merge) in merges.OrderBy(merge => merge.Value.Rank))
        {
            Append([pair.Left, pair.Right, merge.Token]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append(ReadOnlySpan<int> numbers)
        {
            Span<byte> bytes = stackalloc byte[sizeof(int)];
            foreach (var number in numbers)
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
                hash.AppendData(bytes);
            }
        }
    }

    /// <summary>Reads either published form.</summary>
    /// <param name="path">
    /// OpenAI's file of merges, gzipped (<c>bpe_simple_vocab_16e6.txt.gz</c>) or not; or a directory with Hugging Face's
    /// <c>vocab.json</c> and <c>merges.txt</c>.
    /// </param>
    /// <exception cref="VocabularyException">A file is damaged, contradicts itself or is of another kind.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static BytePairVocabulary Load(string path) => BytePairVocabularyFile.Load(path);

    /// <summary>The token of a byte before any merge.</summary>
    internal int TokenOf(byte value, bool last) => last ? atEnd[value] : inside[value];

    /// <summary>What two neighbouring tokens merge to, if they do.</summary>
    internal bool TryMerge(int left, int right, out Merge merge) => merges.TryGetValue((left, right), out merge);

    /// <summary>A merge of two tokens.</summary>
    /// <param name="Rank">Smaller is done first.</param>
    /// <param name="Token">The result.</param>
    internal readonly record struct Merge(int Rank, int Token);
}
