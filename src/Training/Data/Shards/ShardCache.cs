using System.Diagnostics;
using Counterfactual.Training.Telemetry;

namespace Counterfactual.Training.Data.Shards;

/// <summary>
/// The decoded shards of a machine, each made once and then shared by every experiment and process. Above its size limit the
/// least recently opened shards are removed; one that is open anywhere never is.
/// </summary>
/// <remarks>Safe for use by several threads and processes at once on one directory.</remarks>
public sealed class ShardCache
{
    private const string RoomLock = "room";
    private const string ShardFiles = "*.shard";
    private const string UnfinishedFiles = "*.tmp";

    private readonly string directory;

    /// <summary>The cache in a directory, which is made when it is needed.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="limit">Bytes that its shards may take; null for no limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not positive.</exception>
    public ShardCache(string directory, long? limit = null)
    {
        if (limit is not null)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit.Value, nameof(limit));
        }

        this.directory = Path.GetFullPath(directory);
        Limit = limit;
    }

    /// <summary>Bytes that the shards may take; null for no limit. Shards in use may take more.</summary>
    public long? Limit { get; }

    /// <summary>Bytes that the shards of a directory take now.</summary>
    public static long BytesIn(string directory) => Directory.Exists(directory)
        ? FilesIn(directory, ShardFiles).Concat(FilesIn(directory, UnfinishedFiles)).Sum(file => file.Length)
        : 0;

    /// <summary>Where a shard lies, when it is there.</summary>
    public string PathOf(ShardDescriptor shard)
    {
        ArgumentNullException.ThrowIfNull(shard);
        return shard.PathIn(directory);
    }

    /// <summary>A shard, opened; it is made if it is not there, is damaged, or is another than asked for.</summary>
    /// <param name="shard">Which.</param>
    /// <param name="shape">The shape of its images.</param>
    /// <param name="accept">
    /// Whether an undamaged shard of that shape is the one asked for. What it throws is thrown, after the shard was closed.
    /// </param>
    /// <param name="make">
    /// Writes the shard to <see cref="PathOf"/> with a <see cref="ShardWriter"/>. One process and thread at a time does it.
    /// </param>
    /// <param name="waiting">Called now and then while another makes the shard; null for nobody.</param>
    /// <param name="cancellation">Stops waiting for whoever makes the shard.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public ShardFile Ensure(
        ShardDescriptor shard, ImageShape shape, Func<ShardFile, bool> accept, Action make, Action? waiting = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(accept);
        ArgumentNullException.ThrowIfNull(make);
        var path = PathOf(shard);
        if (TryOpen(path, shape, accept) is { } cached)
        {
            TrainingMetrics.LookedUp(hit: true);
            return cached;
        }

        using var held = ShardLock.Acquire(path, cancellation, waiting);
        if (TryOpen(path, shape, accept) is { } madeMeanwhile)
        {
            TrainingMetrics.LookedUp(hit: true);
            return madeMeanwhile;
        }

        TrainingMetrics.LookedUp(hit: false);
        File.Delete(path);
        MakeRoom((long)shard.Count * (shape.Bytes + sizeof(int)), cancellation);
        Make(shard, make);
        return TryOpen(path, shape, accept)
            ?? throw new InvalidDataException($"{path}: the shard that was just made is not the one asked for");
    }

    private static void Make(ShardDescriptor shard, Action make)
    {
        using var span = TrainingSpans.MakeShard(shard.Dataset, shard.Number);
        var started = Stopwatch.GetTimestamp();
        make();
        TrainingMetrics.ShardMade(shard.Count, started);
    }

    private static ShardFile? TryOpen(string path, ImageShape shape, Func<ShardFile, bool> accept)
    {
        ShardFile? file = null;
        try
        {
            file = ShardFile.Open(path);
            if (file.Shape == shape && accept(file))
            {
                MarkUsed(path);
                return file;
            }

            file.Dispose();
            return null;
        }
        catch (Exception error) when (file is null
            && (error is FileNotFoundException or DirectoryNotFoundException or InvalidDataException
                || (error is IOException sharing && ShardLock.IsHeldByAnother(sharing))))
        {
            return null;
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    // The time of the last access, since many file systems no longer keep it themselves, and since changing any other would have
    // every process read the whole shard again.
    private static void MarkUsed(string path)
    {
        try
        {
            File.SetLastAccessTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            // A shard of another owner is evicted sooner than it might be.
        }
    }

    private void MakeRoom(long bytes, CancellationToken cancellation)
    {
        if (Limit is not { } limit)
        {
            return;
        }

        using var held = ShardLock.Acquire(Path.Combine(directory, RoomLock), cancellation);
        var excess = BytesIn(directory) + bytes - limit;
        foreach (var file in FilesIn(directory, ShardFiles).OrderBy(file => file.LastAccessTimeUtc).TakeWhile(_ => excess > 0))
        {
            if (TryEvict(file.FullName))
            {
                excess -= file.Length;
            }
        }
    }

    private static bool TryEvict(string path)
    {
        using var held = ShardLock.TryAcquire(path);
        if (held is null)
        {
            return false;
        }

        try
        {
            // Every reader holds a shared lock for as long as the shard is open.
            using var alone = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.None);
            File.Delete(path);
            return true;
        }
        catch (Exception inUse) when (inUse is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IEnumerable<FileInfo> FilesIn(string directory, string pattern) =>
        new DirectoryInfo(directory).EnumerateFiles(
            pattern,
            new EnumerationOptions
            {
                RecurseSubdirectories = true,
                MaxRecursionDepth = 1,
                AttributesToSkip = FileAttributes.None,
            });
}
