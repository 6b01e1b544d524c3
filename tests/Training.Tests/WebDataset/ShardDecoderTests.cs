using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.Data.WebDataset;
using Counterfactual.Training.Images;
using Counterfactual.Training.Tests.Images;

namespace Counterfactual.Training.Tests.WebDataset;

public sealed class ShardDecoderTests : IDisposable
{
    private const int Classes = 3;

    private static readonly Preprocessing Small = new() { Size = 16 };

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_image_is_preprocessed_into_its_place(int threads)
    {
        var images = ImageFixture.Names.Select(name => ImageFixture.Read($"{name}.jpg")).ToList();
        WriteArchive([.. images.Select((image, i) => ("jpg", image, i % Classes))]);

        var report = Decode(images.Count, new ShardDecodeOptions { Preprocessing = Small, Threads = threads });

        Assert.Equal((images.Count, 0, 0), (report.Images, report.BadImages.Count, report.Mislabelled));
        using var shard = ShardFile.Open(directory.File("decoded.shard"));
        Assert.Equal((images.Count, new ImageShape(3, 16, 16), Classes), (shard.Count, shard.Shape, shard.Classes));
        for (var i = 0; i < images.Count; i++)
        {
            var planes = new byte[Small.Bytes];
            ImageDecoder.Preprocess(images[i], Small, planes);
            Assert.Equal(planes, shard.Image(i).ToArray());
            Assert.Equal(i % Classes, shard.Label(i));
        }
    }

    [Fact]
    public void Bad_images_are_all_reported_where_they_are_to_fail()
    {
        WriteDamaged();

        var failure = Assert.Throws<BadImagesException>(() => Decode(5, new ShardDecodeOptions { Preprocessing = Small }));

        var archive = directory.File("x.tar");
        Assert.Equal(
            [$"{archive}: 00000001.jpg (1.jpg)", $"{archive}: 00000003.jpg (3.jpg)"], failure.Images.Select(image => image.Path));
        Assert.Equal([ImageFault.Truncated, ImageFault.UnknownFormat], failure.Images.Select(image => image.Fault));
        Assert.StartsWith(
            $"2 of 5 images cannot be decoded: {archive}: 00000001.jpg (1.jpg): the JPEG ends before the image does; ",
            failure.Message);
        Assert.Equal(["x.tar"], Directory.GetFiles(directory.Path).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public void Bad_images_are_left_out_where_they_are_to_be_skipped()
    {
        WriteDamaged();

        var report = Decode(5, new ShardDecodeOptions { Preprocessing = Small, OnBadImage = BadImagePolicy.Skip, Threads = 2 });

        Assert.Equal((3, 2, 1), (report.Images, report.BadImages.Count, report.Mislabelled));
        using var shard = ShardFile.Open(directory.File("decoded.shard"));
        Assert.Equal([0, 2, 1], Enumerable.Range(0, shard.Count).Select(shard.Label));
    }

    [Fact]
    public void A_shard_of_bad_images_alone_fails_under_either_policy()
    {
        WriteArchive([("jpg", "no image"u8.ToArray(), 0)]);
        Assert.Throws<BadImagesException>(() =>
            Decode(1, new ShardDecodeOptions { Preprocessing = Small, OnBadImage = BadImagePolicy.Skip }));
    }

    [Theory]
    [InlineData(1, Classes, "more than the 1 samples that its index states")]
    [InlineData(3, Classes, "2 samples; its index states 3")]
    [InlineData(2, 2, "sample '00000001' has label 2; expected 0 to 1")]
    public void An_archive_that_is_not_what_its_index_states_is_refused(int count, int classes, string why)
    {
        var tiny = ImageFixture.Read("tiny.jpg");
        WriteArchive([("jpg", tiny, 0), ("jpg", tiny, 2)]);
        var failure = Assert.Throws<TarArchiveException>(() =>
            Decode(count, new ShardDecodeOptions { Preprocessing = Small }, classes));
        Assert.Equal($"{directory.File("x.tar")}: {why}", failure.Message);
        Assert.False(File.Exists(directory.File("decoded.shard")));
    }

    // The third is a PNG whose name says JPEG, and good.
    private void WriteDamaged()
    {
        var jpeg = ImageFixture.Read("baseline.jpg");
        WriteArchive([("jpg", jpeg, 0), ("jpg", jpeg[..1000], 1), ("jpg", ImageFixture.Read("tiny.decoded.png"), 2),
            ("jpg", "GIF89a"u8.ToArray(), 0), ("jpg", jpeg, 1)]);
    }

    private void WriteArchive(IReadOnlyList<(string Extension, byte[] Image, int Label)> samples)
    {
        using var writer = new WebDatasetWriter(directory.File("x.tar"));
        foreach (var (extension, image, label) in samples)
        {
            writer.Write($"{writer.Count:D8}", extension, image, label, $"{writer.Count}.{extension}");
        }
        writer.Commit();
    }

    private ShardDecodeReport Decode(int count, ShardDecodeOptions options, int classes = Classes) =>
        ShardDecoder.Decode(
            directory.File("x.tar"), directory.File("decoded.shard"), new ShardDescriptor("x", 0, 0, count), classes, options);
}
