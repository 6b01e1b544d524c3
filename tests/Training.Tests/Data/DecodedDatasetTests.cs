using Counterfactual.Training.Data.Datasets;
using Counterfactual.Training.Data.Shards;
using Counterfactual.Training.Data.WebDataset;
using Counterfactual.Training.Images;
using Counterfactual.Training.Tests.Images;

namespace Counterfactual.Training.Tests.Data;

public sealed class DecodedDatasetTests : IDisposable
{
    private static readonly Preprocessing Small = new() { Size = 16 };

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void A_shard_is_decoded_once_for_all_epochs_and_experiments()
    {
        var source = Write(ImageFixture.Read("baseline.jpg"), ImageFixture.Read("tiny.jpg"), ImageFixture.Read("grey.jpg"));
        using var counter = new DecodeCounter();
        for (var experiment = 0; experiment < 3; experiment++)
        {
            var dataset = new DecodedDataset(source, Small, BadImagePolicy.Fail);
            var (file, leftOut) = dataset.Ensure(dataset.Shards[0], Cache(), threads: 2);
            using (file)
            {
                Assert.Equal((3, 0), (file.Count, leftOut.Count));
            }
        }

        Assert.Equal(3, counter.Count);
    }

    [Fact]
    public void Each_preprocessing_is_cached_for_itself()
    {
        var source = Write(ImageFixture.Read("baseline.jpg"));
        var cropped = new DecodedDataset(source, Small with { Border = 2 }, BadImagePolicy.Fail);
        using var plain = Open(new DecodedDataset(source, Small, BadImagePolicy.Fail));
        using var withoutBorder = Open(cropped);
        Assert.Equal("16px-border2", cropped.Form);
        Assert.NotEqual(plain.Sha256, withoutBorder.Sha256);
    }

    [Fact]
    public void Images_left_out_are_reported_also_by_those_who_decode_nothing()
    {
        var source = Write(ImageFixture.Read("baseline.jpg"), "no image"u8.ToArray(), ImageFixture.Read("tiny.jpg"));
        for (var experiment = 0; experiment < 2; experiment++)
        {
            var dataset = new DecodedDataset(source, Small, BadImagePolicy.Skip);
            var (file, leftOut) = dataset.Ensure(dataset.Shards[0], Cache());
            using (file)
            {
                Assert.Equal(2, file.Count);
                Assert.Equal($"{directory.File("x.tar")}: 00000001.jpg (1.jpg)", Assert.Single(leftOut).Path);
            }
        }

        var strict = new DecodedDataset(source, Small, BadImagePolicy.Fail);
        var failure = Assert.Throws<BadImagesException>(() => strict.Ensure(strict.Shards[0], Cache()));
        Assert.StartsWith("1 of 3 images cannot be decoded", failure.Message);
    }

    [Fact]
    public void A_shard_whose_list_of_bad_images_is_lost_is_decoded_again()
    {
        var source = Write(ImageFixture.Read("baseline.jpg"), "no image"u8.ToArray());
        Open(new DecodedDataset(source, Small, BadImagePolicy.Skip)).Dispose();
        File.Delete(Assert.Single(Directory.GetFiles(directory.Path, "*.bad.json", SearchOption.AllDirectories)));
        using var counter = new DecodeCounter();
        Open(new DecodedDataset(source, Small, BadImagePolicy.Skip)).Dispose();
        Assert.True(counter.Count > 0);
    }

    [Fact]
    public void An_archive_that_was_replaced_is_refused()
    {
        var source = Write(ImageFixture.Read("baseline.jpg"));
        Write(ImageFixture.Read("tiny.jpg"));
        var failure = Assert.Throws<InvalidDataException>(() => Open(new DecodedDataset(source, Small, BadImagePolicy.Fail)));
        Assert.Contains("not the file that was registered", failure.Message);
    }

    [Fact]
    public void A_dataset_is_known_by_its_content_and_not_by_its_place()
    {
        var source = Write(ImageFixture.Read("baseline.jpg"));
        var moved = source with { Name = "y", Shards = [source.Shards[0] with { Path = "/elsewhere/y.tar" }] };
        Assert.Equal(source.Checksum(), moved.Checksum());
        Assert.NotEqual(source.Checksum(), (source with { Classes = ["other"] }).Checksum());
        Assert.NotEqual(
            source.Checksum(), (source with { Shards = [source.Shards[0] with { Sha256 = new('0', 64) }] }).Checksum());
    }

    private ShardCache Cache() => new(directory.File("cache"));

    private ShardFile Open(DecodedDataset dataset) => dataset.Ensure(dataset.Shards[0], Cache()).File;

    private DatasetSource Write(params byte[][] images)
    {
        using (var writer = new WebDatasetWriter(directory.File("x.tar")))
        {
            foreach (var image in images)
            {
                writer.Write($"{writer.Count:D8}", "jpg", image, 0, $"{writer.Count}.jpg");
            }

            writer.Commit();
        }

        File.WriteAllText(directory.File("classes.txt"), "only\n");
        return WebDatasetDirectory.Scan("x", directory.Path, ClassNames.Load(directory.File("classes.txt")));
    }
}
