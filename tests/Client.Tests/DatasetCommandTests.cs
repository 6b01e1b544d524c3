using System.IO.Compression;
using System.Text.Json;
using Counterfactual.Grains.Datasets;
using Counterfactual.Silo.Api;
using Counterfactual.Tests;

namespace Counterfactual.Client.Tests;

public sealed class DatasetCommandTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("cf-");
    private readonly Lazy<MiniatureImageNet> images;

    public DatasetCommandTests() => images = new(() => new MiniatureImageNet(PathOf("imagenet")));

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task An_image_folder_is_added_and_packed_and_then_has_shards()
    {
        var added = await RunAsync("dataset", "add", "val", "--kind", "imagefolder", images.Value.PathOf("val"));
        Assert.Equal(ExitCode.Done, added.ExitCode);
        Assert.Contains("dataset 'val': 24 images of 12 classes, not packed yet", added.Output);
        Assert.Contains("next: counterfactual dataset pack val --out DIR", added.Output);

        var packed = Content(
            await RunAsync("dataset", "pack", "val", "--out", PathOf("shards"), "--shard-images", "10", "-o", "json"));
        Assert.Equal([10, 10, 4], packed.Shards.Select(shard => shard.Source!.Images));
        Assert.Equal(images.Value.Wnids, packed.Dataset.Description.Classes);

        // The same images give the same bytes, and so the same dataset, wherever they lie.
        await RunAsync("dataset", "add", "again", "--kind", "imagefolder", images.Value.PathOf("val"));
        var again = Content(
            await RunAsync("dataset", "pack", "again", "--out", PathOf("elsewhere"), "--shard-images", "10", "-o", "json"));
        Assert.Equal(packed.Dataset.Description.Sha256, again.Dataset.Description.Sha256);

        var listed = await RunAsync("dataset", "list");
        Assert.Contains("val", listed.Output);
        var shown = await RunAsync("dataset", "show", "val");
        Assert.Contains("val-000002.tar", shown.Output);
        Assert.Contains($"checksum  {packed.Dataset.Description.Sha256}", shown.Output);
    }

    [Fact]
    public async Task Of_ObjectNet_the_mapped_folders_are_registered()
    {
        var added = Content(await RunAsync(
            "dataset", "add", "objectnet", "--kind", "imagefolder", images.Value.PathOf("objectnet", "images"), "--mapping",
            images.Value.PathOf("objectnet", "mappings"), "-o", "json"));
        Assert.Equal(["alarm_clock", "bucket", "teapot"], added.Dataset.Description.Classes);
        Assert.Equal([3, 9], added.Dataset.Description.Mapping!.Classes["alarm_clock"]);
        Assert.Equal(12, added.Dataset.Description.Mapping.ImageNetClasses);
    }

    [Fact]
    public async Task A_pair_of_idx_files_is_packed_as_images()
    {
        WriteIdx("train-images-idx3-ubyte.gz", [3, 2, 2], [.. Enumerable.Range(0, 12).Select(value => (byte)(20 * value))]);
        WriteIdx("train-labels-idx1-ubyte.gz", [3], [1, 0, 1]);
        var added = Content(
            await RunAsync("dataset", "add", "digits", "--kind", "idx", PathOf("train-images-idx3-ubyte.gz"), "-o", "json"));
        Assert.Equal([1, 2], added.Dataset.Description.ImagesPerClass);
        var packed = Content(
            await RunAsync("dataset", "pack", "digits", "--out", PathOf("digits"), "--name", "digits-packed", "-o", "json"));
        Assert.Equal(("digits-packed", 3), (packed.Dataset.Name, Assert.Single(packed.Shards).Source!.Images));
        Assert.Equal(ExitCode.Done, (await RunAsync("dataset", "verify", "digits-packed")).ExitCode);
        Assert.Equal(ExitCode.Done, (await RunAsync("dataset", "verify", "digits")).ExitCode);
    }

    [Fact]
    public async Task What_is_no_dataset_is_refused_with_what_would_be_right()
    {
        await AssertRefusedAsync("no folders; expected one for each class", "dataset", "add", "x", "--kind", "imagefolder",
            images.Value.PathOf("val", images.Value.Wnids[0]));
        await AssertRefusedAsync("Could not find", "dataset", "add", "x", "--kind", "imagefolder", PathOf("nowhere"));
        await AssertRefusedAsync("give them in a file, one a line, with --classes FILE", "dataset", "add", "x", "--kind",
            "webdataset", images.Value.PathOf("sketch"));
        await AssertRefusedAsync(
            "unknown kind 'tar'; expected imagefolder, webdataset or idx", "dataset", "add", "x", "--kind", "tar", PathOf("x"));
        await AssertRefusedAsync(
            "dataset name '../x': expected 1 to 64 of a-z", "dataset", "add", "../x", "--kind", "idx", PathOf("x"));
        await AssertRefusedAsync(
            "expected the file of images", "dataset", "add", "x", "--kind", "idx", images.Value.PathOf("classes.txt"));
        await AssertRefusedAsync("no dataset 'x'; there are none yet", "dataset", "show", "x");
        await AssertRefusedAsync("no dataset 'x'; there are none yet", "dataset", "pack", "x", "--out", PathOf("y"));
        await AssertRefusedAsync(
            "expected an amount such as 512MiB", "dataset", "pack", "x", "--out", PathOf("y"), "--shard-size", "big");

        File.WriteAllText(PathOf("classes.txt"), "a\n\nb\n");
        await AssertRefusedAsync(
            $"{PathOf("classes.txt")}:2: empty", "dataset", "add", "x", "--kind", "webdataset", images.Value.PathOf("sketch"),
            "--classes", PathOf("classes.txt"));
        File.WriteAllText(PathOf("classes.txt"), "a\nb\n");
        await AssertRefusedAsync(
            "there are 2 classes, 0 to 1", "dataset", "add", "x", "--kind", "webdataset", images.Value.PathOf("sketch"),
            "--classes", PathOf("classes.txt"));
    }

    private void WriteIdx(string name, int[] dimensions, byte[] elements)
    {
        using var file = new GZipStream(File.Create(PathOf(name)), CompressionLevel.Fastest);
        file.Write([0, 0, 8, (byte)dimensions.Length]);
        foreach (var dimension in dimensions)
        {
            file.Write([0, 0, 0, (byte)dimension]);
        }

        file.Write(elements);
    }

    private async Task AssertRefusedAsync(string reason, params string[] words)
    {
        var run = await RunAsync(words);
        Assert.Contains(reason, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
        Assert.Equal(ExitCode.WrongRequest, run.ExitCode);
    }

    private static DatasetContent Content(ConsoleRun run)
    {
        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        return JsonSerializer.Deserialize(run.Output, ApiJson.Default.DatasetContent)!;
    }

    private Task<ConsoleRun> RunAsync(params string[] words) => ConsoleRun.InAsync(PathOf("home"), words);

    private string PathOf(string name) => Path.Combine(directory.FullName, name);
}
