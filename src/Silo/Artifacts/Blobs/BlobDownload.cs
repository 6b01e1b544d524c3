using System.Buffers;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Counterfactual.Silo.Artifacts.Blobs;

/// <summary>
/// One version of a blob on its way into a file: ranges in parallel, written and hashed in order, so that a file that ends early
/// is a beginning with which another download goes on.
/// </summary>
/// <param name="blob">The blob.</param>
/// <param name="version">The version; the service refuses to give ranges of another.</param>
/// <param name="bytes">Its length.</param>
/// <param name="options">How it is moved.</param>
/// <param name="progress">Is told of what has come.</param>
internal sealed class BlobDownload(BlobClient blob, ETag version, long bytes, BlobStoreOptions options, TransferProgress progress)
{
    /// <summary>Completes a file that holds the beginning of the blob, or nothing.</summary>
    /// <returns>The lower-case hexadecimal SHA-256 of the whole.</returns>
    internal async Task<string> CompleteAsync(FileStream file, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (file.Length > bytes)
        {
            file.SetLength(0);
        }

        await HashBeginningAsync(file, hash, cancellation);
        progress.Add(file.Length);
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var ranges = new Queue<Task<ArraySegment<byte>>>();
        try
        {
            for (var next = file.Length; next < bytes || ranges.Count > 0;)
            {
                while (next < bytes && ranges.Count < options.Parallel)
                {
                    var count = (int)Math.Min(options.BlockBytes, bytes - next);
                    ranges.Enqueue(FetchAsync(next, count, failed.Token));
                    next += count;
                }

                var range = await ranges.Dequeue();
                hash.AppendData(range);
                await file.WriteAsync(range, cancellation);
                progress.Add(range.Count);
                ArrayPool<byte>.Shared.Return(range.Array!);
            }
        }
        finally
        {
            await failed.CancelAsync();
            await Task.WhenAll(ranges).ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task HashBeginningAsync(FileStream file, IncrementalHash hash, CancellationToken cancellation)
    {
        file.Position = 0;
        var chunk = new byte[1 << 20];
        for (int count; (count = await file.ReadAsync(chunk, cancellation)) > 0;)
        {
            hash.AppendData(chunk, 0, count);
        }
    }

    private async Task<ArraySegment<byte>> FetchAsync(long offset, int count, CancellationToken cancellation)
    {
        BlobDownloadStreamingResult answer = await blob.DownloadStreamingAsync(
            new() { Range = new(offset, count), Conditions = new() { IfMatch = version } }, cancellation);
        await using var content = answer.Content;
        var buffer = ArrayPool<byte>.Shared.Rent(count);
        await content.ReadExactlyAsync(buffer.AsMemory(0, count), cancellation);
        return new(buffer, 0, count);
    }
}
