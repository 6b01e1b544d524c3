namespace Counterfactual.Training.Text;

/// <summary>Merges the bytes of a word into tokens: always the pair of lowest rank, the leftmost of equals.</summary>
internal static class BytePairEncoder
{
    /// <summary>The tokens of a word of at least one byte. Takes time in n log n, for no word is too long to be tried.</summary>
    public static IEnumerable<int> Encode(BytePairVocabulary vocabulary, ReadOnlySpan<byte> word)
    {
        const int gone = -1;
        var tokens = new int[word.Length];
        var previous = new int[word.Length];
        var next = new int[word.Length];
        for (var i = 0; i < word.Length; i++)
        {
            tokens[i] = vocabulary.TokenOf(word[i], last: i == word.Length - 1);
            previous[i] = i - 1;
            next[i] = i + 1;
        }

        var candidates = new PriorityQueue<(int Left, int LeftToken, int RightToken), (int Rank, int Left)>();
        for (var i = 0; i < tokens.Length; i++)
        {
            Consider(i);
        }
        while (candidates.TryDequeue(out var candidate, out _))
        {
            var (left, leftToken, rightToken) = candidate;
            // A neighbour may have merged since.
            if (tokens[left] != leftToken || next[left] == tokens.Length || tokens[next[left]] != rightToken)
            {
                continue;
            }
            var right = next[left];
            vocabulary.TryMerge(leftToken, rightToken, out var merge);
            tokens[left] = merge.Token;
            tokens[right] = gone;
            next[left] = next[right];
            if (next[left] < tokens.Length)
            {
                previous[next[left]] = left;
            }
            Consider(left);
            Consider(previous[left]);
        }
        return tokens.Where(token => token != gone);

        void Consider(int left)
        {
            if (left >= 0 && next[left] < tokens.Length && vocabulary.TryMerge(tokens[left], tokens[next[left]], out var merge))
            {
                candidates.Enqueue((left, tokens[left], tokens[next[left]]), (merge.Rank, left));
            }
        }
    }
}
