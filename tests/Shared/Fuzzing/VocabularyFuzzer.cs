using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Counterfactual.Training.Text;

namespace Counterfactual.Tests.Fuzzing;

/// <summary>Damaged vocabularies, in both published forms.</summary>
internal sealed class VocabularyFuzzer : IFuzzer
{
    private const string Merges = "#version: 0.2\nt h\nth e</w>\na n\nan d</w>\ni n\nin g</w>\n";

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("counterfactual-fuzz-");
    private readonly byte[] merges = Encoding.UTF8.GetBytes(Merges);
    private readonly byte[] gzipped;
    private readonly byte[] tokens;

    public VocabularyFuzzer()
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(merges);
        }

        gzipped = stream.ToArray();
        var symbols = Enumerable.Range(33, 94).Concat(Enumerable.Range(161, 12)).Concat(Enumerable.Range(174, 82))
            .Concat(Enumerable.Range(256, 68))
            .Select(code => ((char)code).ToString()).ToList();
        string[] names =
        [
            .. symbols, .. symbols.Select(symbol => symbol + "</w>"),
            .. Merges.Split('\n').Skip(1).SkipLast(1).Select(line => line.Replace(" ", "")), "<|startoftext|>", "<|endoftext|>",
        ];
        tokens = JsonSerializer.SerializeToUtf8Bytes(names.Index().ToDictionary(name => name.Item, name => name.Index));
        File.WriteAllBytes(PathOf("vocab.json"), tokens);
        File.WriteAllBytes(PathOf("merges.txt"), merges);
        _ = BytePairVocabulary.Load(directory.FullName);
    }

    public void Try(int seed)
    {
        var random = new Random(seed);
        switch (random.Next(4))
        {
            case 0:
                Load("damaged", Mutation.Of(merges, random));
                break;
            case 1:
                Load("damaged", Mutation.Of(gzipped, random));
                break;
            case 2:
                Load("vocab.json", Mutation.Of(tokens, random), isDirectory: true);
                File.WriteAllBytes(PathOf("vocab.json"), tokens);
                break;
            default:
                Load("merges.txt", Mutation.Of(merges, random), isDirectory: true);
                File.WriteAllBytes(PathOf("merges.txt"), merges);
                break;
        }
    }

    public void Dispose() => directory.Delete(recursive: true);

    private void Load(string name, byte[] content, bool isDirectory = false)
    {
        File.WriteAllBytes(PathOf(name), content);
        try
        {
            var vocabulary = BytePairVocabulary.Load(isDirectory ? directory.FullName : PathOf(name));
            new ClipTokenizer(vocabulary, 16).Encode("the band and a ring");
        }
        catch (VocabularyException)
        {
        }
    }

    private string PathOf(string name) => Path.Combine(directory.FullName, name);
}
