namespace Counterfactual.Training.Data.Shards;

/// <summary>
/// Lets one process or thread at a time make a shard, while others wait for it. The operating system drops the lock of a
/// process that dies.
/// </summary>
/// <remarks>
/// It saves work and is no more than that: where the file system knows no locks, several make the shard and each
/// ends well. The empty lock file stays: removing it would let two hold locks on files of one name.
/// </remarks>
internal sealed class ShardLock : IDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(10);

    private readonly FileStream file;

    private ShardLock(FileStream file)
    {
        this.file = file;
    }

    /// <summary>Waits until the lock of a shard file is free, and takes it.</summary>
    /// <param name="shardPath">The shard file.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <param name="waiting">Called now and then while another holds it; null for nobody.</param>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static ShardLock Acquire(string shardPath, CancellationToken cancellation, Action? waiting = null)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryAcquire(shardPath) is { } held)
            {
                return held;
            }

            waiting?.Invoke();
            cancellation.WaitHandle.WaitOne(RetryInterval);
        }
    }

    /// <summary>Takes the lock of a shard file; null where another holds it.</summary>
    public static ShardLock? TryAcquire(string shardPath)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(shardPath))!);
        try
        {
            return new(new FileStream(shardPath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException error) when (IsHeldByAnother(error))
        {
            return null;
        }
    }

    /// <summary>Whether an error tells that a file is locked.</summary>
    public static bool IsHeldByAnother(IOException error) =>
        // A sharing violation as .NET reports it: EWOULDBLOCK of flock on Unix, ERROR_SHARING_VIOLATION on Windows.
        error.GetType() == typeof(IOException) && error.HResult is 11 or 35 or unchecked((int)0x80070020);

    /// <summary>Frees the lock.</summary>
    public void Dispose() => file.Dispose();
}
