using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace Counterfactual.Silo.Artifacts.Blobs;

/// <summary>
/// One file on its way into a blob: blocks in parallel, each with its MD5 for the service to check, and at the end one commit
/// that makes them the blob. Until then nobody sees anything of it.
/// </summary>
internal sealed class BlobUpload(BlockBlobClient blob, BlobStoreOptions options, TransferProgress progress)
{
    // Two writers of one name share the service's list of uncommitted blocks; what tells them apart is this.
    private readonly Guid writer = Guid.NewGuid();

    /// <summary>Uploads a file.</summary>
    /// <returns>Its lower-case hexadecimal SHA-256 and its length.</returns>
    /// <exception cref="ArtifactStoreException">Somebody else stores another file under this name at the same time.</exception>
    internal async Task<(string Sha256, long Bytes)> RunAsync(string path, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        List<string> blocks = [];
        await Parallel.ForEachAsync(
            ReadAsync(file, hash, blocks, cancellation),
            new ParallelOptions { MaxDegreeOfParallelism = options.Parallel, CancellationToken = cancellation },
            StageAsync);
        var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
        try
        {
            await CommitAsync(blocks, sha256, file.Length, cancellation);
        }
        catch (RequestFailedException conflict) when (conflict.Status is 412 || conflict.ErrorCode == "InvalidBlockList")
        {
            throw new ArtifactStoreException(
                $"{blob.Name} was written by somebody else at the same time; expected one writer of a name", conflict);
        }

        return (sha256, file.Length);
    }

    /// <summary>
    /// Commits where there is no blob yet. Where there is one with this content, an earlier try has succeeded and only its answer
    /// was lost; another is replaced, unless it changes meanwhile.
    /// </summary>
    private async Task CommitAsync(List<string> blocks, string sha256, long bytes, CancellationToken cancellation)
    {
        var commit = new CommitBlockListOptions
        {
            Metadata = new Dictionary<string, string> { [BlobMetadata.Sha256] = sha256 },
            Conditions = new() { IfNoneMatch = ETag.All },
        };
        for (var replaces = false; ; replaces = true)
        {
            try
            {
                await blob.CommitBlockListAsync(blocks, commit, cancellation);
                return;
            }
            catch (RequestFailedException there) when (there.Status is 409 or 412)
            {
                BlobProperties found = await blob.GetPropertiesAsync(cancellationToken: cancellation);
                if (IsUndamaged(found, sha256, bytes))
                {
                    return;
                }

                if (replaces)
                {
                    throw;
                }

                commit.Conditions = new() { IfMatch = found.ETag };
            }
        }
    }

    private static bool IsUndamaged(BlobProperties blob, string sha256, long bytes) =>
        blob.ContentLength == bytes && blob.Metadata.TryGetValue(BlobMetadata.Sha256, out var known) && known == sha256
        && !BlobMetadata.IsDamaged(blob.Metadata);

    private async ValueTask StageAsync(Block block, CancellationToken cancellation)
    {
        try
        {
            await blob.StageBlockAsync(
                block.Id,
                new MemoryStream(block.Buffer, 0, block.Count),
                new() { TransferValidation = new() { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 } },
                cancellation);
            progress.Add(block.Count);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block.Buffer);
        }
    }

    private async IAsyncEnumerable<Block> ReadAsync(
        FileStream file, IncrementalHash hash, List<string> blocks, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(options.BlockBytes);
            var count = await file.ReadAtLeastAsync(
                buffer.AsMemory(0, options.BlockBytes), options.BlockBytes, throwOnEndOfStream: false, cancellation);
            if (count == 0)
            {
                ArrayPool<byte>.Shared.Return(buffer);
                yield break;
            }

            hash.AppendData(buffer, 0, count);
            blocks.Add(BlockId(blocks.Count));
            yield return new(blocks[^1], buffer, count);
        }
    }

    /// <summary>The service wants ids of one length, in base 64.</summary>
    private string BlockId(int number)
    {
        Span<byte> id = stackalloc byte[20];
        writer.TryWriteBytes(id);
        BinaryPrimitives.WriteInt32BigEndian(id[16..], number);
        return Convert.ToBase64String(id);
    }

    private readonly record struct Block(string Id, byte[] Buffer, int Count);
}
