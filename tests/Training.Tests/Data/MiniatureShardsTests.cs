using Counterfactual.Training.Data.Idx;
using Counterfactual.Training.Data.Miniature;
using Counterfactual.Training.Data.Shards;

namespace Counterfactual.Training.Tests.Data;

public sealed class MiniatureShardsTests : IDisposable
{
    private static readonly Dictionary<string, string> SameEnvironment = [];

    private readonly TemporaryDirectory cache = new();

    public void Dispose() => cache.Dispose();

    [Fact]
    public void The_shards_of_a_set_cover_it()
    {
        var shards = new MiniatureShards(new() { TestImages = 2_500 });

        Assert.Equal(40, shards.Shards(MiniatureSet.Pretraining).Count);
        Assert.Equal(5, shards.Shards(MiniatureSet.Train).Count);
        Assert.Equal(
            [
                new("miniature1-seed0-rho0.95-v2-by2000", 0, 0, 2_000),
                new ShardDescriptor("miniature1-seed0-rho0.95-v2-by2000", 1, 2_000, 2_000),
            ],
            shards.Shards(MiniatureSet.V2));
    }

    [Fact]
    public void A_data_set_is_named_for_all_that_its_bits_depend_on()
    {
        var standard = new MiniatureShards(new());
        var other = new MiniatureShards(new() { Rho = 0.5, Seed = 7, ImagesPerShard = 1_000, TestImages = 100 });

        Assert.Equal("miniature1-seed0-rho0.95-train-by2000", standard.Dataset(MiniatureSet.Train));
        Assert.Equal("miniature1-seed7-rho0.5-id-by1000", other.Dataset(MiniatureSet.Id));
        Assert.Equal("miniature1-seed7-a-by1000", other.Dataset(MiniatureSet.A));
        Assert.Equal(
            "miniature1-seed0-pretraining-by2000", new MiniatureShards(new() { Rho = 0 }).Dataset(MiniatureSet.Pretraining));
    }

    [Fact]
    public void A_shard_holds_its_images_and_labels()
    {
        using var shard = ShardScenario.Shards.Ensure(ShardScenario.Shard, new(cache.Path), threads: 2);

        var renderer = new MiniatureRenderer(new(), SyntheticGarments.Instance);
        var image = new byte[MiniatureRenderer.ImageBytes];
        foreach (var i in (int[])[0, 1, 299])
        {
            var scene = renderer.Render(MiniatureSet.ObjectNet, 300 + i, image);
            Assert.Equal(image, shard.Image(i).ToArray());
            Assert.Equal(scene.Class, shard.Label(i));
        }
    }

    [Fact]
    public void A_cached_shard_needs_no_objects()
    {
        var sha256 = ShardScenario.Ensure(cache.Path);

        var withoutObjects = new MiniatureShards(new() { ImagesPerShard = 300 }, new FashionMnist(cache.File("nowhere")));
        using var shard = withoutObjects.Ensure(ShardScenario.Shard, new(cache.Path));

        Assert.Equal(sha256, shard.Sha256);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Missing_objects_are_reported_as_such_and_leave_no_shard(int threads)
    {
        var withoutObjects = new MiniatureShards(new() { ImagesPerShard = 300 }, new FashionMnist(cache.File("nowhere")));

        Assert.Throws<FileNotFoundException>(() => withoutObjects.Ensure(ShardScenario.Shard, new(cache.Path), threads));

        Assert.Equal([ShardScenario.Shard.PathIn(cache.Path) + ".lock"], CachedFiles());
    }

    [Fact]
    public void A_damaged_shard_is_rendered_again()
    {
        var sha256 = ShardScenario.Ensure(cache.Path);
        var path = ShardScenario.Shard.PathIn(cache.Path);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^1]);

        Assert.Equal(sha256, ShardScenario.Ensure(cache.Path));
    }

    [Fact]
    public void A_shard_of_other_images_under_the_name_is_replaced()
    {
        var sha256 = ShardScenario.Ensure(cache.Path);
        var other = ShardScenario.Shards.Shards(MiniatureSet.ObjectNet)[0];
        ShardScenario.Shards.Ensure(other, new(cache.Path)).Dispose();
        File.Move(other.PathIn(cache.Path), ShardScenario.Shard.PathIn(cache.Path), overwrite: true);

        Assert.Equal(sha256, ShardScenario.Ensure(cache.Path));
    }

    [Fact]
    public void A_shard_of_another_study_is_refused()
    {
        Assert.Throws<ArgumentException>(() =>
            ShardScenario.Shards.Ensure(ShardScenario.Shard with { Dataset = "../elsewhere" }, new(cache.Path)));
        Assert.Throws<ArgumentException>(() =>
            ShardScenario.Shards.Ensure(ShardScenario.Shard with { Count = 299 }, new(cache.Path)));
        Assert.Throws<ArgumentException>(() =>
            ShardScenario.Shards.Ensure(ShardScenario.Shard with { Number = -1 }, new(cache.Path)));
    }

    [Fact]
    public async Task Processes_that_want_the_same_shard_at_once_all_get_it()
    {
        var processes = Enumerable.Range(0, 3).Select(_ => ChildProcess.Start(SameEnvironment, "ensure", cache.Path)).ToArray();
        var outputs = new List<string>();
        foreach (var process in processes)
        {
            using (process)
            {
                outputs.Add((await process.StandardOutput.ReadToEndAsync()).Trim());
                await process.WaitForExitAsync();
            }
        }

        var path = ShardScenario.Shard.PathIn(cache.Path);
        Assert.All(outputs, sha256 => Assert.Equal(ShardScenario.Ensure(cache.Path), sha256));
        Assert.Equal([path, path + ".lock"], CachedFiles());
    }

    [Fact]
    public async Task A_process_killed_while_it_writes_leaves_no_shard_and_no_lock()
    {
        using var process = ChildProcess.Start(SameEnvironment, "write-half", cache.Path);
        Assert.Equal("half written", await process.StandardOutput.ReadLineAsync());
        process.Kill();
        await process.WaitForExitAsync();

        Assert.False(File.Exists(ShardScenario.Shard.PathIn(cache.Path)));
        using var elsewhere = new TemporaryDirectory();
        Assert.Equal(ShardScenario.Ensure(elsewhere.Path), ShardScenario.Ensure(cache.Path));
    }

    [Fact]
    public async Task Whoever_waits_for_the_lock_takes_what_its_holder_made()
    {
        var path = ShardScenario.Shard.PathIn(cache.Path);
        Task<ShardFile> waiting;
        using (ShardLock.Acquire(path, CancellationToken.None))
        {
            waiting = Task.Run(() => ShardScenario.Shards.Ensure(ShardScenario.Shard, new(cache.Path)));

            // Black images: what the waiting one would never render itself.
            using var writer = new ShardWriter(path, ShardScenario.Shard, ShardScenario.Shape, classes: 10);
            for (var i = 0; i < ShardScenario.Shard.Count; i++)
            {
                writer.Write(i, new byte[ShardScenario.Shape.Bytes], label: 0);
            }

            writer.Commit();
        }

        using var shard = await waiting;
        Assert.True(shard.Image(0).IndexOfAnyExcept((byte)0) < 0);
    }

    [Fact]
    public async Task Waiting_for_the_lock_can_be_cancelled()
    {
        using var held = ShardLock.Acquire(ShardScenario.Shard.PathIn(cache.Path), CancellationToken.None);
        using var cancellation = new CancellationTokenSource();
        var waiting = Task.Run(() =>
            ShardScenario.Shards.Ensure(ShardScenario.Shard, new(cache.Path), cancellation: cancellation.Token));
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public void Habitats_tell_the_family_of_each_image_and_that_sketches_have_none()
    {
        var shards = new MiniatureShards(new() { TestImages = 50 }, SyntheticGarments.Instance);
        var renderer = new MiniatureRenderer(new(), SyntheticGarments.Instance);

        Assert.Equal(Enumerable.Range(0, 50)
            .Select(i => renderer.Scene(MiniatureSet.A, i).Habitat!.Value), shards.Habitats(MiniatureSet.A));
        Assert.All(shards.Habitats(MiniatureSet.Sketch), family => Assert.Equal(-1, family));
    }

    private IEnumerable<string> CachedFiles() => Directory.EnumerateFiles(cache.Path, "*", SearchOption.AllDirectories).Order();
}
