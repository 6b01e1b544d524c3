namespace Counterfactual.Silo.Artifacts.Blobs;

/// <summary>How blobs are moved.</summary>
internal sealed record BlobStoreOptions
{
    /// <summary>Bytes of a block of an upload and of a range of a download; from 1 to 64 MiB. Default 8 MiB.</summary>
    internal int BlockBytes
    {
        get;
        init => field = value is >= 1 and <= 64 << 20
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "expected from 1 byte to 64 MiB");
    } = 8 << 20;

    /// <summary>Blocks of one transfer that are under way at the same time; from 1 to 64. Default 4.</summary>
    internal int Parallel
    {
        get;
        init => field = value is >= 1 and <= 64
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "expected from 1 to 64");
    } = 4;

    /// <summary>Blobs that one request lists; from 1 to 5000, which is the service's limit and the default.</summary>
    internal int PageSize
    {
        get;
        init => field = value is >= 1 and <= 5000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "expected from 1 to 5000");
    } = 5000;

    /// <summary>How long a local copy is kept that nobody asks for; positive. Default 1 day.</summary>
    internal TimeSpan KeepCopies
    {
        get;
        init => field = value > TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "expected a positive time");
    } = TimeSpan.FromDays(1);
}
