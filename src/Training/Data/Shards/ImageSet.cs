namespace Counterfactual.Training.Data.Shards;

/// <summary>The images of several shards as one numbered set, with random access.</summary>
/// <remarks>Safe for use by several threads. Disposing of a set disposes of its shards; a set made by <see cref="Take"/>
/// shares them.</remarks>
public sealed class ImageSet : IDisposable
{
    private readonly ShardFile[] shards;
    private readonly int[] ends;

    /// <summary>Joins shards, in this order.</summary>
    /// <exception cref="ArgumentException">There is none, or their shapes differ.</exception>
    public ImageSet(IEnumerable<ShardFile> shards)
        : this([.. shards], count: null)
    {
    }

    private ImageSet(ShardFile[] shards, int? count)
    {
        if (shards.Length == 0)
        {
            throw new ArgumentException("a set of no shards", nameof(shards));
        }

        this.shards = shards;
        Shape = shards[0].Shape;
        ends = new int[shards.Length];
        var end = 0;
        for (var i = 0; i < shards.Length; i++)
        {
            if (shards[i].Shape != Shape)
            {
                throw new ArgumentException(
                    $"{shards[i].Path} holds images of {shards[i].Shape}; {shards[0].Path} of {Shape}", nameof(shards));
            }

            ends[i] = end = checked(end + shards[i].Count);
        }

        Count = count ?? end;
    }

    /// <summary>Number of images.</summary>
    public int Count { get; }

    /// <summary>Shape of each image.</summary>
    public ImageShape Shape { get; }

    /// <summary>The shards, in order.</summary>
    internal IReadOnlyList<ShardFile> Shards => shards;

    /// <summary>The first images of this set, as a set that shares its shards.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from 1 to <see cref="Count"/>.</exception>
    public ImageSet Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        return new ImageSet(shards, count);
    }

    /// <summary>An image: channels x height x width bytes, valid until the set is disposed of.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public ReadOnlySpan<byte> Image(int index)
    {
        var (shard, position) = Find(index);
        return shard.Image(position);
    }

    /// <summary>The label of an image.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    public int Label(int index)
    {
        var (shard, position) = Find(index);
        return shard.Label(position);
    }

    /// <summary>Copies a batch.</summary>
    /// <param name="indices">Numbers of the images, in any order, repeated or not.</param>
    /// <param name="images">Receives indices x channels x height x width bytes.</param>
    /// <param name="labels">Receives a label for each.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    /// <exception cref="ArgumentException">A span's length does not fit.</exception>
    public void Gather(ReadOnlySpan<int> indices, Span<byte> images, Span<long> labels)
    {
        var bytes = Shape.Bytes;
        if (images.Length != (long)indices.Length * bytes)
        {
            throw new ArgumentException(
                $"{images.Length} bytes for {indices.Length} images of {Shape}; expected {(long)indices.Length * bytes}",
                nameof(images));
        }

        if (labels.Length != indices.Length)
        {
            throw new ArgumentException($"{labels.Length} labels for {indices.Length} images", nameof(labels));
        }

        for (var i = 0; i < indices.Length; i++)
        {
            var (shard, position) = Find(indices[i]);
            shard.Image(position).CopyTo(images.Slice(i * bytes, bytes));
            labels[i] = shard.Label(position);
        }
    }

    /// <summary>Closes the shards.</summary>
    public void Dispose()
    {
        foreach (var shard in shards)
        {
            shard.Dispose();
        }
    }

    /// <summary>Number of the shard that holds an image, and the image's number in it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such image.</exception>
    internal (int Shard, int Position) Locate(int index)
    {
        if ((uint)index >= (uint)Count)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"the set holds images 0 to {Count - 1}");
        }

        var found = Array.BinarySearch(ends, index + 1);
        var number = found >= 0 ? found : ~found;
        return (number, index - (number == 0 ? 0 : ends[number - 1]));
    }

    private (ShardFile Shard, int Position) Find(int index)
    {
        var (number, position) = Locate(index);
        return (shards[number], position);
    }
}
