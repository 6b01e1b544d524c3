using System.Text.Json;
using Counterfactual.Training.Text;

namespace Counterfactual.Training.Tests.Text;

public class TokenizerGoldenTests
{
    private const string Texts = "tokenizer-golden.json";

    [GoldenFact(Texts)]
    public void TokenizerGolden_every_text_has_the_reference_s_tokens() => AssertGolden(path => BytePairVocabulary.Load(path));

    [GoldenFact(Texts)]
    public void TokenizerGolden_Hugging_Face_s_form_of_the_vocabulary_gives_the_same_tokens()
    {
        using var directory = new TemporaryDirectory();
        AssertGolden(path =>
        {
            HuggingFaceVocabulary.Write(path, directory.Path);
            return BytePairVocabulary.Load(directory.Path);
        });
    }

    private static void AssertGolden(Func<string, BytePairVocabulary> load)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(GoldenFactAttribute.PathOf(Texts)));
        var root = golden.RootElement;
        var tokenizer = new ClipTokenizer(
            load(GoldenFactAttribute.PathOf(root.GetProperty("vocab").GetString()!)),
            root.GetProperty("context_length").GetInt32());
        var texts = root.GetProperty("texts").EnumerateArray().ToList();
        Assert.NotEmpty(texts);
        foreach (var (text, ids) in texts.Zip(root.GetProperty("ids").EnumerateArray()))
        {
            Assert.Equal(ids.EnumerateArray().Select(id => id.GetInt64()), tokenizer.Encode(text.GetString()!));
        }
    }
}
