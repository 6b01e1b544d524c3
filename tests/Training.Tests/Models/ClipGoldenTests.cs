using Counterfactual.Training.Models;
using Counterfactual.Training.Tests.Method;
using Counterfactual.Training.Text;
using Counterfactual.Training.ZeroShot;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Tests.Models;

public class ClipGoldenTests
{
    private const string Vocabulary = "bpe_simple_vocab_16e6.txt.gz";

    [GoldenTheory(ClipGoldenVectors.File)]
    [InlineData(false)]
    [InlineData(true)]
    public void ClipGolden_images_have_the_reference_s_features(bool huggingFace)
    {
        using var golden = new ClipGoldenVectors();
        using var clip = golden.Open(huggingFace);
        using var model = clip.LoadVision();
        MethodGoldenVectors.AssertAgrees("image_features", golden["image_features"], Features(model, golden["images"]));
    }

    [GoldenTheory(ClipGoldenVectors.File)]
    [InlineData(false)]
    [InlineData(true)]
    public void ClipGolden_texts_have_the_reference_s_features(bool huggingFace)
    {
        using var golden = new ClipGoldenVectors();
        using var clip = golden.Open(huggingFace);
        using var model = clip.LoadText();
        MethodGoldenVectors.AssertAgrees("text_features", golden["text_features"], model.Features(golden["token_ids"]));
    }

    [GoldenTheory(ClipGoldenVectors.File)]
    [InlineData(false)]
    [InlineData(true)]
    public void ClipGolden_the_zero_shot_head_and_its_logits_are_the_reference_s(bool huggingFace)
    {
        using var golden = new ClipGoldenVectors();
        using var clip = golden.Open(huggingFace);
        using var text = clip.LoadText();
        var vocabulary = BytePairVocabulary.Load(GoldenFactAttribute.PathOf(Vocabulary));
        using var head = new ZeroShotHeadBuilder(text, clip.LogitScale(), vocabulary).Build(
            new()
            {
                ModelSha256 = "",
                VocabularySha256 = vocabulary.Sha256(),
                Classes = golden.Classes,
                Templates = golden.Templates,
            },
            CPU);
        MethodGoldenVectors.AssertAgrees("zeroshot.weight", golden["zeroshot.weight"], head.Weight);

        using var classifier = new ImageClassifier(clip.LoadVision(), head.Weight);
        var logits = classifier.Classify(Features(classifier.Backbone, golden["images"]));
        MethodGoldenVectors.AssertAgrees("zeroshot.logits", golden["zeroshot.logits"], logits);
    }

    // The reference's images are normalised already.
    private static Tensor Features(ClipVisionModel model, Tensor images) =>
        model.Encode(model.Embed(new PatchGrid(model.Options).Split(images)));
}
