using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Counterfactual.Training.Text;

/// <summary>Reads the two published forms of CLIP's vocabulary, and trusts neither.</summary>
internal static class BytePairVocabularyFile
{
    // OpenAI's vocabulary has 49,152 tokens and two special ones; its file goes on with merges that are not used.
    private const int MergesInUse = 49_152 - 256 - 2;
    private const int MaximumBytes = 64 << 20;

    public static BytePairVocabulary Load(string path)
    {
        try
        {
            return Directory.Exists(path) ? FromVocabularyAndMerges(path) : FromMerges(ReadMerges(path, MergesInUse));
        }
        catch (VocabularyException exception)
        {
            throw new VocabularyException($"{path}: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception
            is InvalidDataException or JsonException or DecoderFallbackException or InvalidOperationException)
        {
            // InvalidOperationException: a string of the JSON is no text.
            throw new VocabularyException($"{path}: damaged vocabulary: {exception.Message}", exception);
        }
    }

    // The tokens are numbered as OpenAI's SimpleTokenizer does: bytes, bytes that end a word, merges, special tokens.
    private static BytePairVocabulary FromMerges(List<(string Left, string Right)> merges)
    {
        var ids = new Dictionary<string, int>();
        var next = 0;
        foreach (var suffix in (string[])["", ByteSymbols.EndOfWord])
        {
            foreach (var symbol in ByteSymbols.InOrder)
            {
                ids[symbol + suffix] = next++;
            }
        }
        foreach (var (left, right) in merges)
        {
            if (!ids.TryAdd(left + right, next++))
            {
                throw new VocabularyException($"the merge '{left} {right}' makes a token that is there already");
            }
        }
        ids[BytePairVocabulary.StartOfText] = next++;
        ids[BytePairVocabulary.EndOfText] = next;
        return new BytePairVocabulary(ids, merges);
    }

    private static BytePairVocabulary FromVocabularyAndMerges(string directory)
    {
        using var document = JsonDocument.Parse(ReadBytes(Path.Combine(directory, "vocab.json")));
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw new VocabularyException("vocab.json holds no object of tokens and numbers");
        }
        var ids = new Dictionary<string, int>();
        foreach (var token in document.RootElement.EnumerateObject())
        {
            if (token.Value.ValueKind != JsonValueKind.Number || !token.Value.TryGetInt32(out var id))
            {
                throw new VocabularyException($"vocab.json: the token '{token.Name}' has no whole number");
            }
            if (!ids.TryAdd(token.Name, id))
            {
                throw new VocabularyException($"vocab.json: the token '{token.Name}' is there twice");
            }
        }
        RequireEachNumberOnce(ids);
        return new BytePairVocabulary(ids, ReadMerges(Path.Combine(directory, "merges.txt"), int.MaxValue));
    }

    private static void RequireEachNumberOnce(Dictionary<string, int> ids)
    {
        var tokens = new string?[ids.Count];
        foreach (var (token, id) in ids)
        {
            if (id < 0 || id >= tokens.Length)
            {
                throw new VocabularyException(
                    $"vocab.json: the token '{token}' has the number {id}; expected 0 to {tokens.Length - 1}");
            }
            if (tokens[id] is { } other)
            {
                throw new VocabularyException($"vocab.json: the tokens '{other}' and '{token}' have the same number, {id}");
            }
            tokens[id] = token;
        }
    }

    // One merge a line, after a first line that tells the version.
    private static List<(string Left, string Right)> ReadMerges(string path, int most)
    {
        var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(ReadBytes(path));
        var merges = new List<(string, string)>();
        var line = 1;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var content = text.AsSpan(range).Trim();
            if (line++ == 1)
            {
                if (!content.Contains("#version", StringComparison.Ordinal))
                {
                    throw new VocabularyException(
                        $"{Path.GetFileName(path)} does not begin with '#version': not a file of merges");
                }
                continue;
            }
            if (merges.Count == most)
            {
                break;
            }
            if (content.IsEmpty)
            {
                continue;
            }
            var space = content.IndexOf(' ');
            if (space < 0 || content[(space + 1)..].Contains(' '))
            {
                throw new VocabularyException(
                    $"{Path.GetFileName(path)}:{line - 1}: expected two symbols with a space between them");
            }
            merges.Add((content[..space].ToString(), content[(space + 1)..].ToString()));
        }
        return merges;
    }

    private static byte[] ReadBytes(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> magic = stackalloc byte[2];
        var gzipped = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == 2 && magic is [0x1F, 0x8B];
        file.Position = 0;
        if (!gzipped)
        {
            return ReadToEnd(file, path);
        }
        var content = ReadToEnd(new GZipStream(file, CompressionMode.Decompress, leaveOpen: true), path);
        // A gzip file that was cut decompresses as far as it goes, but it no longer ends with its length.
        Span<byte> length = stackalloc byte[sizeof(int)];
        file.Position = Math.Max(file.Length - length.Length, 0);
        file.ReadAtLeast(length, length.Length, throwOnEndOfStream: false);
        return BinaryPrimitives.ReadInt32LittleEndian(length) == content.Length
            ? content
            : throw new VocabularyException($"{Path.GetFileName(path)} was cut short: its gzip trailer is missing");
    }

    private static byte[] ReadToEnd(Stream stream, string path)
    {
        var content = new MemoryStream();
        var chunk = new byte[1 << 16];
        for (int count; (count = stream.Read(chunk)) > 0;)
        {
            content.Write(chunk, 0, count);
            if (content.Length > MaximumBytes)
            {
                throw new VocabularyException(
                    $"{Path.GetFileName(path)} holds more than {MaximumBytes >> 20} MiB; the published vocabulary has 3");
            }
        }
        return content.ToArray();
    }
}
