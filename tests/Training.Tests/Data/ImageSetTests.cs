using Counterfactual.Training.Data.Miniature;
using Counterfactual.Training.Data.Shards;

namespace Counterfactual.Training.Tests.Data;

public sealed class ImageSetTests : IDisposable
{
    private readonly TemporaryDirectory cache = new();
    private readonly MiniatureShards shards = new(new() { ImagesPerShard = 20, TestImages = 50 }, SyntheticGarments.Instance);

    public void Dispose() => cache.Dispose();

    [Fact]
    public void A_batch_gathers_images_from_all_shards_in_the_order_asked_for()
    {
        using var set = shards.Open(MiniatureSet.R, new(cache.Path));
        int[] indices = [49, 0, 19, 20, 39, 40, 0];
        var images = new byte[indices.Length * set.Shape.Bytes];
        var labels = new long[indices.Length];

        set.Gather(indices, images, labels);

        var renderer = new MiniatureRenderer(new(), SyntheticGarments.Instance);
        var expected = new byte[set.Shape.Bytes];
        for (var i = 0; i < indices.Length; i++)
        {
            var scene = renderer.Render(MiniatureSet.R, indices[i], expected);
            Assert.Equal(expected, images.AsSpan(i * set.Shape.Bytes, set.Shape.Bytes).ToArray());
            Assert.Equal(expected, set.Image(indices[i]).ToArray());
            Assert.Equal(scene.Class, labels[i]);
            Assert.Equal(scene.Class, set.Label(indices[i]));
        }
    }

    [Fact]
    public void A_set_holds_no_more_than_the_study_uses()
    {
        using var set = shards.Open(MiniatureSet.R, new(cache.Path));

        Assert.Equal(50, set.Count);
        Assert.Equal(new ImageShape(3, 56, 56), set.Shape);
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Label(50));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Image(-1).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Take(10).Gather([10], new byte[set.Shape.Bytes], new long[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.Take(51));
    }

    [Fact]
    public void Spans_of_other_lengths_are_refused()
    {
        using var set = shards.Open(MiniatureSet.R, new(cache.Path));

        Assert.Throws<ArgumentException>(() => set.Gather([1, 2], new byte[set.Shape.Bytes], new long[2]));
        Assert.Throws<ArgumentException>(() => set.Gather([1], new byte[set.Shape.Bytes], new long[2]));
    }

    [Fact]
    public void Shards_of_different_shapes_make_no_set()
    {
        using var one = Tiny("one", new(1, 2, 3));
        using var other = Tiny("other", new(1, 3, 2));

        Assert.Throws<ArgumentException>(() => new ImageSet([one, other]));
        Assert.Throws<ArgumentException>(() => new ImageSet([]));
    }

    private ShardFile Tiny(string name, ImageShape shape)
    {
        using var writer = new ShardWriter(cache.File(name), new(name, 0, 0, 1), shape, classes: 1);
        writer.Write(0, new byte[shape.Bytes], label: 0);
        writer.Commit();
        return ShardFile.Open(cache.File(name));
    }
}
