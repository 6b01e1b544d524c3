using System.IO.Compression;
using System.Text;
using Counterfactual.Training.Text;

namespace Counterfactual.Training.Tests.Text;

public sealed class VocabularyDamageTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("", "merges.txt does not begin with '#version': not a file of merges")]
    [InlineData("{\"a\": 1}", "merges.txt does not begin with '#version': not a file of merges")]
    [InlineData("#version: 0.2\na b\nabc", "merges.txt:3: expected two symbols with a space between them")]
    [InlineData("#version: 0.2\na b c", "merges.txt:2: expected two symbols with a space between them")]
    [InlineData("#version: 0.2\na bc", "the vocabulary lacks the token 'bc'")]
    [InlineData("#version: 0.2\na b\na b", "the merge 'a b' makes a token that is there already")]
    public void Bad_merges_are_refused(string content, string message)
    {
        File.WriteAllText(directory.File("merges.txt"), content);
        AssertRefused(directory.File("merges.txt"), message);
    }

    [Theory]
    [InlineData("[1, 2]", "vocab.json holds no object of tokens and numbers")]
    [InlineData("{\"a\": \"1\"}", "vocab.json: the token 'a' has no whole number")]
    [InlineData("{\"a\": 1.5}", "vocab.json: the token 'a' has no whole number")]
    [InlineData("{\"a\": 0, \"a\": 1}", "vocab.json: the token 'a' is there twice")]
    [InlineData("{\"a\": 0, \"b\": 0}", "vocab.json: the tokens 'a' and 'b' have the same number, 0")]
    [InlineData("{\"a\": 0, \"b\": 49407}", "vocab.json: the token 'b' has the number 49407; expected 0 to 1")]
    [InlineData("{\"a\": 0}", "the vocabulary lacks the token '<|startoftext|>'")]
    [InlineData("{\"a\": ", "damaged vocabulary: ")]
    [InlineData("{\"\\ud800\": 0}", "damaged vocabulary: ")]
    public void Bad_vocabularies_are_refused(string content, string message)
    {
        File.WriteAllText(directory.File("vocab.json"), content);
        File.WriteAllText(directory.File("merges.txt"), "#version: 0.2\n");
        AssertRefused(directory.Path, message);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
    {
        File.WriteAllBytes(directory.File("merges.txt"), [.. "#version\n"u8, 0xFF, 0xFE]);
        AssertRefused(directory.File("merges.txt"), "damaged vocabulary: ");
    }

    [Fact]
    public void A_gzip_file_cut_anywhere_is_refused()
    {
        var whole = Gzip(Encoding.UTF8.GetBytes("#version\n"
            + string.Join('\n', Enumerable.Range('a', 26).Select(letter => $"{(char)letter} x"))));
        File.WriteAllBytes(directory.File("merges.gz"), whole);
        Assert.Equal(512 + 26 + 2, BytePairVocabulary.Load(directory.File("merges.gz")).Size);
        for (var length = 2; length < whole.Length; length++)
        {
            File.WriteAllBytes(directory.File("merges.gz"), whole[..length]);
            Assert.ThrowsAny<VocabularyException>(() => BytePairVocabulary.Load(directory.File("merges.gz")));
        }
    }

    [Fact]
    public void A_gzip_bomb_is_refused()
    {
        File.WriteAllBytes(directory.File("merges.gz"), Gzip(new byte[65 << 20]));
        AssertRefused(directory.File("merges.gz"), "merges.gz holds more than 64 MiB; the published vocabulary has 3");
    }

    [Fact]
    public void A_missing_file_is_said_to_be_missing() =>
        Assert.Throws<FileNotFoundException>(() => BytePairVocabulary.Load(directory.File("merges.gz")));

    private static byte[] Gzip(byte[] content)
    {
        var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }
        return target.ToArray();
    }

    private static void AssertRefused(string path, string message) =>
        Assert.StartsWith($"{path}: {message}", Assert.Throws<VocabularyException>(() => BytePairVocabulary.Load(path)).Message);
}
