using System.Diagnostics;
using System.Security.Cryptography;
using Counterfactual.Training.Data.ImageFolders;
using Counterfactual.Training.Data.WebDataset;

namespace Counterfactual.Training.Tests.WebDataset;

public sealed class ShardPackerTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public ShardPackerTests()
    {
        foreach (var path in (string[])["n02/b.JPEG", "n02/a.png", "n01/deep/er/z.jpg", "n01/k.jpeg", "n10/x.jpg",
            "n10/notes.md", "README"])
        {
            var file = new FileInfo(directory.File($"images/{path}"));
            file.Directory!.Create();
            File.WriteAllText(file.FullName, path);
        }
    }

    private string Images => directory.File("images");

    public void Dispose() => directory.Dispose();

    [Fact]
    public void Classes_and_images_come_in_ordinal_order()
    {
        Directory.Move(directory.File("images/n10"), directory.File("images/N10"));
        var folder = ImageFolder.Scan(Images);

        Assert.Equal(["N10", "n01", "n02"], folder.Classes);
        Assert.Equal(
            [new("N10/x.jpg", 0), new("n01/deep/er/z.jpg", 1), new("n01/k.jpeg", 1), new("n02/a.png", 2),
                new FolderImage("n02/b.JPEG", 2)], folder.Images);
        Assert.Equal(1, folder.OtherFiles);
    }

    [Fact]
    public void Linked_folders_are_followed_but_not_in_circles()
    {
        Directory.CreateSymbolicLink(directory.File("images/n03"), directory.File("images/n02"));
        Directory.CreateSymbolicLink(directory.File("images/n01/deep/circle"), directory.File("images/n01"));

        var folder = ImageFolder.Scan(Images);

        Assert.Equal(["n03/a.png", "n03/b.JPEG"], folder.Images.Where(image => image.Label == 2).Select(image => image.Path));
        Assert.InRange(folder.Images.Count, 7, 30);
    }

    [Fact]
    public void A_folder_that_is_no_image_folder_is_refused()
    {
        Directory.CreateDirectory(directory.File("images/empty"));
        Assert.Equal($"{Images}/empty: no images (jpg, jpeg or png) of this class",
            Assert.Throws<ImageFolderException>(() => ImageFolder.Scan(Images)).Message);
        var plain = directory.File("images/n02");
        Assert.Equal($"{plain}: no folders; expected one for each class, with its images",
            Assert.Throws<ImageFolderException>(() => ImageFolder.Scan(plain)).Message);
        Assert.Throws<DirectoryNotFoundException>(() => ImageFolder.Scan(directory.File("nowhere")));
    }

    [Fact]
    public void Shards_hold_the_images_as_they_are()
    {
        var packed = Pack("first", new PackOptions { ImagesPerShard = 2 });

        Assert.Equal(["tiny-000000.tar", "tiny-000001.tar", "tiny-000002.tar"], packed.Shards.Select(shard => shard.File));
        Assert.Equal([2, 2, 1], packed.Shards.Select(shard => shard.Images));
        var samples = packed.Shards.SelectMany(shard => WebDatasetReader.Read(directory.File($"first/{shard.File}"))).ToList();
        Assert.Equal(
            ["n01/deep/er/z.jpg", "n01/k.jpeg", "n02/a.png", "n02/b.JPEG", "n10/x.jpg"], samples.Select(sample => sample.Source));
        Assert.Equal(
            samples.Select(sample => sample.Source), samples.Select(sample => System.Text.Encoding.UTF8.GetString(sample.Image)));
        Assert.Equal([0, 0, 1, 1, 2], samples.Select(sample => sample.Label));
        Assert.Equal(["00000000.jpg", "00000001.jpg", "00000002.png", "00000003.jpg", "00000004.jpg"], samples.Select(sample =>
            sample.ImageName));
    }

    [Fact]
    public void Packing_again_gives_the_same_bytes()
    {
        var first = Pack("first");
        foreach (var file in Directory.GetFiles(Images, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-3));
        }

        var second = Pack("second");

        Assert.Equal(first.Shards, second.Shards);
        var shard = Assert.Single(first.Shards);
        Assert.Equal(
            shard.Sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(directory.File("first/tiny-000000.tar")))));
        Assert.Equal(shard.Bytes, new FileInfo(directory.File("second/tiny-000000.tar")).Length);
    }

    [Fact]
    public void A_shard_is_full_when_its_bytes_are_reached() =>
        Assert.Equal([1, 1, 1, 1, 1], Pack("first", new PackOptions { BytesPerShard = 1 }).Shards.Select(shard => shard.Images));

    [Fact]
    public void The_index_comes_back_and_finds_damage()
    {
        var packed = Pack("first", new PackOptions { ImagesPerShard = 2 });

        var loaded = PackedDataset.Load(directory.File("first"));

        Assert.Equal((packed.Name, 5L), (loaded.Name, loaded.Images));
        Assert.Equal(packed.Classes, loaded.Classes);
        Assert.Equal(packed.Shards, loaded.Shards);
        Assert.Empty(loaded.Verify(directory.File("first")));
        using (var file = File.OpenWrite(directory.File("first/tiny-000001.tar")))
        {
            file.Position = 700;
            file.WriteByte(1);
        }
        File.Delete(directory.File("first/tiny-000002.tar"));
        Assert.Collection(
            loaded.Verify(directory.File("first")),
            damage => Assert.StartsWith($"{directory.File("first/tiny-000001.tar")}: damaged: ", damage),
            damage => Assert.Equal($"{directory.File("first/tiny-000002.tar")}: missing", damage));
    }

    [Theory]
    [InlineData("{", "damaged index")]
    [InlineData("null", "no index of shards")]
    [InlineData("{\"name\": \"x\", \"classes\": [\"a\"], \"shards\": []}", "no index of shards")]
    [InlineData(
        "{\"name\": \"x\", \"classes\": [\"a\"], \"shards\": [{\"file\": \"../../x.tar\", \"images\": 1, \"bytes\": 1, "
            + "\"sha256\": \"HASH\"}]}",
        "no index of shards")]
    [InlineData(
        "{\"name\": \"x\", \"classes\": [\"a\"], \"shards\": [{\"file\": \"x.tar\", \"images\": -1, \"bytes\": 1, \"sha256\": "
            + "\"HASH\"}]}",
        "no index of shards")]
    public void A_bad_index_is_refused(string json, string why)
    {
        File.WriteAllText(directory.File(PackedDataset.FileName), json.Replace("HASH", new string('0', 64)));
        Assert.StartsWith($"{directory.File(PackedDataset.FileName)}: {why}",
            Assert.Throws<ImageFolderException>(() => PackedDataset.Load(directory.Path)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData(".x")]
    [InlineData("a b")]
    public void Names_that_are_no_file_names_are_refused(string name) =>
        Assert.Throws<ArgumentException>(() => ShardPacker.Pack(ImageFolder.Scan(Images), name, directory.File("first")));

    [Fact]
    public void Nothing_half_made_is_left_when_it_is_cancelled()
    {
        Assert.Throws<OperationCanceledException>(() =>
            ShardPacker.Pack(
                ImageFolder.Scan(Images), "tiny", directory.File("first"), cancellation: new CancellationToken(canceled: true)));
        Assert.Empty(Directory.GetFiles(directory.File("first")));
    }

    [Fact]
    public void Other_programs_read_the_shards()
    {
        Pack("first");
        using var tar = Process.Start(new ProcessStartInfo("tar", ["-tvf", directory.File("first/tiny-000000.tar")])
        {
            RedirectStandardOutput = true,
        })!;
        var listing = tar.StandardOutput.ReadToEnd();
        tar.WaitForExit();
        Assert.Equal(0, tar.ExitCode);
        Assert.Equal(15, listing.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Count(line => line.StartsWith("-rw-r--r-- 0/0", StringComparison.Ordinal)));
    }

    // Whoever opened the pipe for reading would wait for its writer.
    [Fact]
    public async Task A_pipe_that_nobody_writes_to_is_an_empty_image_and_no_shard()
    {
        var pipe = Path.Combine(Images, "pipes", "pipe.jpg");
        Directory.CreateDirectory(Path.GetDirectoryName(pipe)!);
        using (var make = Process.Start("mkfifo", [pipe]))
        {
            await make.WaitForExitAsync();
        }

        var image = await Task.Run(() =>
        {
            var folder = ImageFolder.Scan(Images);
            return folder.Read(folder.Count - 1);
        }).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("pipes/pipe.jpg", image.Source);
        Assert.Empty(image.Content);

        var refused = await Assert.ThrowsAsync<TarArchiveException>(
            () => Task.Run(() => WebDatasetReader.Read(pipe).Count()).WaitAsync(TimeSpan.FromMinutes(2)));
        Assert.Equal($"{pipe}: empty, or not a regular file; expected a tar archive", refused.Message);
    }

    private PackedDataset Pack(string target, PackOptions? options = null) =>
        ShardPacker.Pack(ImageFolder.Scan(Images), "tiny", directory.File(target), options);
}
