using Counterfactual.Training.Data.Shards;

namespace Counterfactual.Training.Tests.Data;

public sealed class ShardFileTests : IDisposable
{
    private static readonly ShardDescriptor Descriptor = new("tiny-é", Number: 3, First: 21, Count: 7);
    private static readonly ImageShape Shape = new(3, 4, 5);

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void What_was_written_is_read()
    {
        using var shard = ShardFile.Open(WriteShard("whole"));

        Assert.Equal(Descriptor, shard.Descriptor);
        Assert.Equal(Shape, shard.Shape);
        Assert.Equal(7, shard.Count);
        Assert.Equal(10, shard.Classes);
        Assert.Equal(64, shard.Sha256.Length);
        for (var i = 0; i < 7; i++)
        {
            Assert.Equal(Image(i), shard.Image(i).ToArray());
            Assert.Equal(i + 2, shard.Label(i));
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public void There_is_nothing_beyond_the_images(int index)
    {
        using var shard = ShardFile.Open(WriteShard("whole"));

        Assert.Throws<ArgumentOutOfRangeException>(() => shard.Image(index).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => shard.Label(index));
    }

    [Fact]
    public void A_disposed_shard_gives_no_images()
    {
        var shard = ShardFile.Open(WriteShard("whole"));
        shard.Dispose();
        shard.Dispose();

        Assert.Throws<ObjectDisposedException>(() => shard.Image(0).Length);
        Assert.Throws<ObjectDisposedException>(() => shard.Label(0));
    }

    [Theory]
    [InlineData(0x01)]
    [InlineData(0x80)]
    [InlineData(0xFF)]
    public void Damage_of_any_byte_is_noticed(int flipped)
    {
        var whole = File.ReadAllBytes(WriteShard("whole"));
        for (var i = 0; i < whole.Length; i++)
        {
            var damaged = whole.ToArray();
            damaged[i] ^= (byte)flipped;
            AssertRefused($"damaged-{i}", damaged);
        }
    }

    [Fact]
    public void Any_other_length_is_noticed()
    {
        var whole = File.ReadAllBytes(WriteShard("whole"));
        for (var length = 0; length < whole.Length; length++)
        {
            AssertRefused($"cut-{length}", whole[..length]);
        }

        AssertRefused("longer", [.. whole, 0]);
    }

    [Fact]
    public void Every_field_of_the_header_is_checked_by_itself()
    {
        // The values that would send a reader astray, with a checksum that is right for them.
        var whole = File.ReadAllBytes(WriteShard("whole"));
        foreach (var offset in (int[])[8, 12, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60, 64, 68])
        {
            foreach (var value in (int[])[0, -1, 1, int.MinValue, int.MaxValue])
            {
                var hostile = whole.ToArray();
                if (BitConverter.ToInt32(hostile, offset) == value)
                {
                    continue;
                }

                BitConverter.TryWriteBytes(hostile.AsSpan(offset), value);
                AssertRefused($"hostile-{offset}-{value}", WithRightDigest(hostile));
            }
        }
    }

    [Fact]
    public void A_label_that_is_no_class_is_noticed()
    {
        var whole = File.ReadAllBytes(WriteShard("whole"));
        BitConverter.TryWriteBytes(whole.AsSpan(whole.Length - 4), 10);

        AssertRefused("label", WithRightDigest(whole));
    }

    [Fact]
    public void A_missing_shard_is_a_missing_file() =>
        Assert.Throws<FileNotFoundException>(() => ShardFile.Open(directory.File("none")));

    [Fact]
    public void A_writer_refuses_what_does_not_fit()
    {
        using var writer = new ShardWriter(directory.File("refused"), Descriptor, Shape, classes: 10);

        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Write(7, Image(0), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Write(0, Image(0), 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Write(0, Image(0), -1));
        Assert.Throws<ArgumentException>(() => writer.Write(0, new byte[59], 0));
        writer.Write(0, Image(0), 0);
        Assert.Equal(
            "image 1 of shard tiny-é/3 has not been written", Assert.Throws<InvalidOperationException>(writer.Commit).Message);
    }

    [Fact]
    public void A_name_that_is_too_long_is_refused_and_leaves_nothing()
    {
        var named = Descriptor with { Dataset = new string('x', 153) };
        Assert.Throws<ArgumentException>(() => new ShardWriter(directory.File("long"), named, Shape, classes: 10));
        Assert.Empty(Directory.EnumerateFiles(directory.Path));
    }

    [Fact]
    public void A_writer_that_does_not_commit_leaves_nothing()
    {
        using (var writer = new ShardWriter(directory.File("uncommitted"), Descriptor, Shape, classes: 10))
        {
            writer.Write(0, Image(0), 0);
        }

        Assert.Empty(Directory.EnumerateFiles(directory.Path));
    }

    [Fact]
    public void Two_writers_of_one_shard_both_end_well_and_a_reader_keeps_what_it_opened()
    {
        var path = directory.File("shared");
        using var first = Written(path);
        using var second = Written(path);
        first.Commit();
        using var early = ShardFile.Open(path);
        second.Commit();
        using var late = ShardFile.Open(path);

        Assert.Equal(Image(6), early.Image(6).ToArray());
        Assert.Equal(early.Sha256, late.Sha256);
        Assert.Equal([path], Directory.EnumerateFiles(directory.Path));
    }

    [Fact]
    public void What_a_killed_writer_left_long_ago_is_removed()
    {
        var path = directory.File("shard");
        File.WriteAllText(path + ".abandoned.tmp", "");
        File.SetLastWriteTimeUtc(path + ".abandoned.tmp", DateTime.UtcNow.AddHours(-2));
        File.WriteAllText(path + ".alive.tmp", "");

        WriteShard("shard");

        Assert.Equal([path, path + ".alive.tmp"], Directory.EnumerateFiles(directory.Path).Order());
    }

    private static byte[] Image(int number) => [.. Enumerable.Range(0, Shape.Bytes).Select(i => (byte)((number * 60) + i))];

    private static ShardWriter Written(string path)
    {
        var writer = new ShardWriter(path, Descriptor, Shape, classes: 10);
        for (var i = Descriptor.Count - 1; i >= 0; i--)
        {
            writer.Write(i, Image(i), i + 2);
        }

        return writer;
    }

    private string WriteShard(string name)
    {
        using var writer = Written(directory.File(name));
        writer.Commit();
        return directory.File(name);
    }

    private byte[] WithRightDigest(byte[] bytes)
    {
        var path = directory.File("digest");
        File.WriteAllBytes(path, bytes);
        using var file = File.OpenHandle(path);
        ShardDigest.Compute(file).CopyTo(bytes, ShardHeader.DigestOffset);
        return bytes;
    }

    private void AssertRefused(string name, byte[] content)
    {
        var path = directory.File(name);
        File.WriteAllBytes(path, content);
        Assert.StartsWith(
            path + ": ", Assert.Throws<InvalidDataException>(() => ShardFile.Open(path)).Message, StringComparison.Ordinal);
    }
}
