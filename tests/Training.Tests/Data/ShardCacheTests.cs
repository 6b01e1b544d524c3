using Counterfactual.Training.Data.Shards;

namespace Counterfactual.Training.Tests.Data;

public sealed class ShardCacheTests : IDisposable
{
    private const int Images = 10;

    private static readonly ImageShape Shape = new(3, 8, 8);
    private static readonly long ShardBytes = 256 + (Images * (Shape.Bytes + sizeof(int)));

    private readonly TemporaryDirectory directory = new();
    private readonly List<string> made = [];
    private int uses = -1000;

    public void Dispose() => directory.Dispose();

    [Fact]
    public void A_shard_is_made_once_and_then_opened()
    {
        var cache = new ShardCache(directory.Path);
        Ensure(cache, "a").Dispose();
        Ensure(cache, "a").Dispose();
        Assert.Equal(["a"], made);
    }

    [Fact]
    public void The_least_recently_opened_shards_make_room()
    {
        var cache = new ShardCache(directory.Path, (3 * ShardBytes) + 100);
        foreach (var name in (string[])["a", "b", "c", "a", "d"])
        {
            Ensure(cache, name).Dispose();
        }

        Assert.Equal(["a", "c", "d"], Cached());
        Assert.True(ShardCache.BytesIn(directory.Path) <= cache.Limit);
        Assert.Equal(["a", "b", "c", "d"], made);
    }

    [Fact]
    public void A_shard_in_use_is_never_removed_and_can_be_read_to_its_end()
    {
        var cache = new ShardCache(directory.Path, (2 * ShardBytes) + 100);
        using var used = Ensure(cache, "a");
        Ensure(cache, "b").Dispose();
        Ensure(cache, "c").Dispose();
        Assert.Equal(["a", "c"], Cached());

        using var alsoUsed = Ensure(cache, "c");
        using var third = Ensure(cache, "d");
        Assert.Equal(["a", "c", "d"], Cached());
        Assert.Equal((byte)'a', used.Image(Images - 1)[^1]);
    }

    [Fact]
    public void What_was_removed_or_damaged_is_made_anew()
    {
        var cache = new ShardCache(directory.Path, ShardBytes + 100);
        Ensure(cache, "a").Dispose();
        Ensure(cache, "b").Dispose();
        using (var again = Ensure(cache, "a"))
        {
            Assert.Equal((byte)'a', again.Image(0)[0]);
        }

        var path = cache.PathOf(Shard("a"));
        var bytes = File.ReadAllBytes(path);
        bytes[300] ^= 1;
        File.WriteAllBytes(path, bytes);
        using var repaired = Ensure(cache, "a");
        Assert.Equal((byte)'a', repaired.Image(0)[300 - 256]);
        Assert.Equal(["a", "b", "a", "a"], made);
    }

    [Fact]
    public void Unfinished_files_count_towards_the_limit()
    {
        Directory.CreateDirectory(directory.File("x"));
        File.WriteAllBytes(directory.File("x/00000.shard.1.tmp"), new byte[ShardBytes]);
        var cache = new ShardCache(directory.Path, (2 * ShardBytes) + 100);
        Ensure(cache, "a").Dispose();
        Ensure(cache, "b").Dispose();
        Assert.Equal(["b"], Cached());
    }

    private ShardFile Ensure(ShardCache cache, string name)
    {
        var shard = Shard(name);
        var opened = cache.Ensure(shard, Shape, file => file.Descriptor == shard, () =>
        {
            made.Add(name);
            using var writer = new ShardWriter(cache.PathOf(shard), shard, Shape, classes: 1);
            for (var i = 0; i < Images; i++)
            {
                writer.Write(i, Enumerable.Repeat((byte)name[0], Shape.Bytes).ToArray(), label: 0);
            }

            writer.Commit();
        });

        // Uses that lie within one tick of the file system's clock are of one age.
        File.SetLastAccessTimeUtc(cache.PathOf(shard), DateTime.UtcNow.AddMinutes(++uses));
        return opened;
    }

    private static ShardDescriptor Shard(string name) => new(name, 0, 0, Images);

    private IEnumerable<string> Cached() => Directory.GetFiles(directory.Path, "*.shard", SearchOption.AllDirectories)
        .Select(path => Path.GetFileName(Path.GetDirectoryName(path)!)).Order();
}
