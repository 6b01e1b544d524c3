namespace Counterfactual.Training.Data.ImageFolders;

/// <summary>How an image folder is cut into shards; a shard is full when either limit is reached.</summary>
public sealed record PackOptions
{
    /// <summary>Images a shard at most, 1..16,777,216.</summary>
    public int ImagesPerShard
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1 << 24);
            field = value;
        }
    } = 10_000;

    /// <summary>Bytes of images a shard at most, one image excepted; positive.</summary>
    public long BytesPerShard
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 1L << 30;
}
