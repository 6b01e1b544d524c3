using Counterfactual.Torch;
using Counterfactual.Training.Data.Idx;
using Counterfactual.Training.Experiments;
using Counterfactual.Training.Images;
using Counterfactual.Training.Method;
using Counterfactual.Training.Tests.Data;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Tests.Experiments;

public sealed class GalleryTests(TinyStudy study) : IClassFixture<TinyStudy>
{
    private const int Side = 56;

    [FashionMnistFact]
    public void A_gallery_changes_no_bit_of_the_experiment()
    {
        foreach (var settings in TinyStudy.Methods(study.Model).Where(settings => settings.Masking != Masking.None))
        {
            var (with, drawn) = Run(settings);
            var (without, none) = Run(settings with { Gallery = 0 });
            Assert.Equal(2, drawn.Galleries.Count);
            Assert.Empty(none.Galleries);
            Assert.Equal(
                without.Evaluations.SelectMany(model => model.TestSets), with.Evaluations.SelectMany(model => model.TestSets));
            AssertSameTensors(none.Checkpoints[^1].Path, drawn.Checkpoints[^1].Path);
            Assert.Equal(settings.Cell(), (settings with { Gallery = 3 }).Cell());
        }
    }

    [FashionMnistFact]
    public void Masked_patches_come_from_partners_and_the_others_stay()
    {
        foreach (var settings in TinyStudy.Methods(study.Model).Where(settings => settings.Masking != Masking.None))
        {
            var pages = Pages(settings);
            Assert.Equal([1, 2], pages.Select(page => page.Epoch));
            Assert.Equal(8, pages[0].Samples.Select(sample => sample.Image).Distinct().Count());
            Assert.Equal(pages[0].Samples.Select(sample => sample.Image), pages[1].Samples.Select(sample => sample.Image));
            foreach (var (sample, place) in pages[1].Samples.Select((sample, place) => (sample, place)))
            {
                AssertRefilled(settings, pages[1], sample, place);
            }
        }
    }

    [FashionMnistFact]
    public void Random_masks_and_partners_stay_the_same_over_epochs()
    {
        var pages = Pages(TinyStudy.Methods(study.Model)
            .First(settings => settings is { Masking: Masking.Random, Refill: Refill.Multi }));
        Assert.Equal(pages[0].Samples.Select(sample => Convert.ToBase64String(sample.Refilled)), pages[1].Samples.Select(sample =>
            Convert.ToBase64String(sample.Refilled)));
        Assert.Contains(pages[0].Samples, sample => sample.Partners.Count > 1);
    }

    [FashionMnistFact]
    public void Where_nothing_is_masked_nothing_is_drawn_unless_it_is_asked_for()
    {
        var unmasked = TinyStudy.Methods(study.Model)
            .First(settings => settings is { Method: TrainingMethod.FeatureDistillation, Masking: Masking.None });
        Assert.Empty(Run(unmasked).Observer.Galleries);
        Assert.All(Pages(unmasked with { Gallery = 3 }), page => Assert.Equal(3, page.Samples.Count));
    }

    [Fact]
    public void A_page_that_does_not_say_where_each_patch_comes_from_is_read()
    {
        File.WriteAllText(study.File("older.json"), """
            {"epoch":1,"step":2,"samples":[
              {"image":5,"label":1,"predicted":2,"original":"","relevance":"","mask":"","refilled":"","partners":[3]}]}
            """);
        var sample = Assert.Single(GalleryPage.Read(study.File("older.json")).Samples);
        Assert.Equal((5, null, null, 3), (sample.Image, sample.Sources, sample.LabelName, sample.Partners[0]));
    }

    [Fact]
    public void A_damaged_page_is_refused()
    {
        foreach (var content in (string[])["", "null", "{}", "{\"epoch\":1,\"step\":2,\"samples\":[{}]}",
            "{\"epoch\":1,\"step\":2,\"samples\":[{\"image\":1"])
        {
            File.WriteAllText(study.File("damaged.json"), content);
            Assert.Throws<InvalidDataException>(() => GalleryPage.Read(study.File("damaged.json")));
        }
    }

    [Fact]
    public void Pictures_are_read_back_as_they_were_written()
    {
        var random = new Random(3);
        foreach (var (width, height) in new[] { (1, 1), (7, 7), (56, 31) })
        {
            var pixels = new byte[width * height * 3];
            random.NextBytes(pixels);
            Assert.Equal(pixels, ImageDecoder.Decode(PngEncoder.Encode(pixels, width, 3)).Pixels.ToArray());
        }

        Assert.Throws<ArgumentException>(() => PngEncoder.Encode(new byte[10], 3, 3));
    }

    private static void AssertRefilled(ExperimentSettings settings, GalleryPage page, GallerySample sample, int place)
    {
        var original = Pixels(sample.Original);
        var refilled = Pixels(sample.Refilled);
        var mask = Pixels(sample.Mask);
        var grid = (int)Math.Sqrt(mask.Length / 3);
        Assert.Equal(refilled.Length, original.Length);
        Assert.All(mask, value => Assert.True(value is 0 or 255));
        Assert.DoesNotContain(place, sample.Partners);
        Assert.Equal(
            (GarmentImages.ClassNames[sample.Label], GarmentImages.ClassNames[sample.Predicted]),
            (sample.LabelName, sample.PredictedName));
        Assert.Equal(grid * grid, sample.Sources!.Count);
        Assert.Equal(sample.Partners, sample.Sources.Where(source => source >= 0 && source != place).Distinct().Order());
        var pictures = sample.Partners.Append(place)
            .ToDictionary(source => source, source => Pixels(page.Samples[source].Original));
        pictures[-1] = [.. Enumerable.Repeat((byte)128, original.Length)];
        for (var index = 0; index < original.Length; index++)
        {
            var patch = (index / 3 / Side * grid / Side * grid) + (index / 3 % Side * grid / Side);
            var source = sample.Sources[patch];
            Assert.Equal(source == place, mask[3 * patch] == 0);
            Assert.True(source == place || source < 0 == (settings.Refill == Refill.None));
            Assert.Equal(pictures[source][index], refilled[index]);
        }
    }

    private List<GalleryPage> Pages(ExperimentSettings settings) =>
        [.. Run(settings).Observer.Galleries.Select(gallery => GalleryPage.Read(gallery.Path))];

    private (ExperimentOutcome Outcome, Recorder Observer) Run(ExperimentSettings settings)
    {
        var observer = new Recorder();
        return (ExperimentRunner.Run(settings, study.NewRun(), observer, CancellationToken.None), observer);
    }

    private static byte[] Pixels(byte[] png) => ImageDecoder.Decode(png).Pixels.ToArray();

    private static void AssertSameTensors(string expectedPath, string actualPath)
    {
        using var scope = NewDisposeScope();
        using var expected = Safetensors.Open(expectedPath);
        using var actual = Safetensors.Open(actualPath);
        Assert.NotEmpty(expected.Names);
        Assert.All(expected.Names, name => Assert.True(expected[name].bytes.SequenceEqual(actual[name].bytes), name));
    }

    private sealed class Recorder : IExperimentObserver
    {
        public List<WrittenCheckpoint> Checkpoints { get; } = [];

        public List<WrittenGallery> Galleries { get; } = [];

        public void ShardReady(PreparedShard shard)
        {
            // Not looked at.
        }

        public void Progress(ExperimentProgress progress)
        {
            // Not looked at.
        }

        public void Metric(string name, int step, double value)
        {
            // Not looked at.
        }

        public void CheckpointWritten(WrittenCheckpoint checkpoint) => Checkpoints.Add(checkpoint);

        public void GalleryWritten(WrittenGallery gallery) => Galleries.Add(gallery);
    }
}
