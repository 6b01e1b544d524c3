using System.IO.Compression;
using System.Text.Json;

namespace Counterfactual.Training.Tests.Text;

/// <summary>Rewrites OpenAI's file of merges as vocab.json and merges.txt.</summary>
internal static class HuggingFaceVocabulary
{
    private const int MergesInUse = 48_894;

    public static void Write(string mergesPath, string directory)
    {
        using var gzip = new GZipStream(File.OpenRead(mergesPath), CompressionMode.Decompress);
        var merges = new StreamReader(gzip).ReadToEnd().Split('\n').Skip(1).Take(MergesInUse).ToList();

        // GPT-2's bytes_to_unicode: bytes that print stand for themselves, the others for what follows Latin-1.
        var printable = Enumerable.Range(0, 256).Where(value => value is >= 33 and <= 126 or >= 161 and <= 172 or >= 174);
        var symbols = printable.Concat(Enumerable.Range(256, 256 - printable.Count()))
            .Select(value => ((char)value).ToString()).ToList();
        List<string> tokens =
            [.. symbols, .. symbols.Select(symbol => symbol + "</w>"), .. merges.Select(merge => merge.Replace(" ", "")),
                "<|startoftext|>", "<|endoftext|>"];
        File.WriteAllText(
            Path.Combine(directory, "vocab.json"), JsonSerializer.Serialize(tokens.Select((token, id) => (token, id))
                .ToDictionary(pair => pair.token, pair => pair.id)));
        File.WriteAllLines(Path.Combine(directory, "merges.txt"), ["#version: 0.2", .. merges]);
    }
}
