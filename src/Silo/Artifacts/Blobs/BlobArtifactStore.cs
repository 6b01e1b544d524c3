using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Counterfactual.Grains.Experiments;

namespace Counterfactual.Silo.Artifacts.Blobs;

/// <summary>
/// Artifacts as block blobs of Azure Blob Storage below a prefix, and local copies of those that were read. A blob's metadata
/// hold its SHA-256; a damaged one stays where it is and is marked.
/// </summary>
/// <param name="connection">The container.</param>
/// <param name="downloads">Directory of the local copies.</param>
/// <param name="options">How blobs are moved.</param>
/// <param name="log">Is told of long transfers.</param>
internal sealed class BlobArtifactStore(BlobConnection connection, string downloads, BlobStoreOptions options, ILogger log)
    : IArtifactStore
{
    private const string IdBlob = ".id";
    private const int Doors = 16;

    private readonly LocalCopies copies = new(downloads, options.KeepCopies);

    // Two devices that want one model download it once; that others may wait with them costs nothing.
    private readonly SemaphoreSlim[] downloading = [.. Enumerable.Range(0, Doors).Select(_ => new SemaphoreSlim(1))];

    public Task<string> IdentifyAsync(CancellationToken cancellation = default) => connection.RunAsync(
        "has no id",
        async () =>
        {
            var blob = connection.Container.GetBlobClient(connection.Address.Prefix + IdBlob);
            try
            {
                await blob.UploadAsync(
                    BinaryData.FromString(Guid.NewGuid().ToString("N")),
                    new BlobUploadOptions { Conditions = new() { IfNoneMatch = ETag.All } },
                    cancellation);
            }
            catch (RequestFailedException there) when (there.Status is 409 or 412)
            {
                // Another silo was first, or this store is not new.
            }

            return (await blob.DownloadContentAsync(cancellation)).Value.Content.ToString();
        },
        cancellation);

    public Task<ArtifactReference> PutAsync(string name, string file, CancellationToken cancellation = default)
    {
        var blob = connection.Container.GetBlockBlobClient(NameOf(name));
        return connection.RunAsync(
            $"{name} was not stored",
            async () =>
            {
                var progress = new TransferProgress($"storing {name}", new FileInfo(file).Length, log);
                var (sha256, bytes) = await new BlobUpload(blob, options, progress).RunAsync(file, cancellation);
                File.Delete(file);
                return new ArtifactReference(name, sha256, bytes);
            },
            cancellation);
    }

    public async Task<string> GetAsync(ArtifactReference artifact, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        var blob = connection.Container.GetBlobClient(NameOf(artifact.Name));
        var alone = downloading[(uint)artifact.Name.GetHashCode(StringComparison.Ordinal) % Doors];
        await alone.WaitAsync(cancellation);
        try
        {
            return await copies.FindAsync(artifact, cancellation)
                ?? await connection.RunAsync(
                    $"{artifact.Name} was not read", () => DownloadAsync(artifact, blob, cancellation), cancellation);
        }
        finally
        {
            alone.Release();
        }
    }

    public string DirectoryOf(string folder) => copies.PathOf(folder);

    public async IAsyncEnumerable<StoredArtifact> ListAsync(
        string? folder = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var pages = connection.Container
            .GetBlobsAsync(
                new()
                {
                    Traits = BlobTraits.Metadata,
                    Prefix = folder is null ? connection.Address.Prefix : NameOf(folder) + "/",
                },
                cancellation)
            .AsPages(pageSizeHint: options.PageSize).GetAsyncEnumerator(cancellation);
        await using (pages)
        {
            while (await connection.RunAsync("cannot be listed", () => pages.MoveNextAsync().AsTask(), cancellation))
            {
                foreach (var listed in pages.Current.Values.Select(Describe).OfType<StoredArtifact>())
                {
                    yield return listed;
                }
            }
        }
    }

    public async Task<bool> RemoveAsync(StoredArtifact listed, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(listed);
        var version = new BlobRequestConditions { IfMatch = new ETag(listed.Version) };
        var blob = connection.Container.GetBlobClient(NameOf(listed.Name));
        return await connection.RunAsync(
            $"{listed.Name} was not removed",
            async () =>
            {
                try
                {
                    return (await blob.DeleteIfExistsAsync(conditions: version, cancellationToken: cancellation)).Value;
                }
                catch (RequestFailedException changed) when (changed.Status == 412)
                {
                    return false;
                }
            },
            cancellation);
    }

    public Task DeleteAsync(string name, CancellationToken cancellation = default)
    {
        var blob = connection.Container.GetBlobClient(NameOf(name));
        copies.Remove(name);
        return connection.RunAsync(
            $"{name} was not removed", () => blob.DeleteIfExistsAsync(cancellationToken: cancellation), cancellation);
    }

    public Task SetAsideAsync(string name, CancellationToken cancellation = default)
    {
        var blob = connection.Container.GetBlobClient(NameOf(name));
        copies.Remove(name);
        return connection.RunAsync(
            $"{name} was not set aside",
            async () =>
            {
                try
                {
                    BlobProperties found = await blob.GetPropertiesAsync(cancellationToken: cancellation);
                    found.Metadata[BlobMetadata.Damaged] = DateTimeOffset.UtcNow.ToString("u", CultureInfo.InvariantCulture);
                    await blob.SetMetadataAsync(found.Metadata, new() { IfMatch = found.ETag }, cancellation);
                    return true;
                }
                catch (RequestFailedException gone) when (gone.Status is 404 or 412)
                {
                    // Gone, or replaced by what is not damaged.
                    return false;
                }
            },
            cancellation);
    }

    private async Task<string> DownloadAsync(ArtifactReference artifact, BlobClient blob, CancellationToken cancellation)
    {
        copies.Trim();
        var found = await FindAsync(artifact, blob, cancellation);
        await using var partial = copies.OpenPartial(artifact.Name, found.ETag.ToString());
        var begun = partial.Length > 0;
        var sha256 = await CompleteAsync(artifact, blob, found.ETag, partial, cancellation);
        if (begun && sha256 != artifact.Sha256)
        {
            // What lay here may be what was damaged, as after a loss of power.
            partial.SetLength(0);
            sha256 = await CompleteAsync(artifact, blob, found.ETag, partial, cancellation);
        }

        if (sha256 != artifact.Sha256)
        {
            File.Delete(partial.Name);
        }

        ArtifactCheck.RequireHash(artifact, sha256);
        return copies.Finish(artifact.Name, partial);
    }

    private Task<string> CompleteAsync(
        ArtifactReference artifact, BlobClient blob, ETag version, FileStream partial, CancellationToken cancellation) =>
        new BlobDownload(
            blob, version, artifact.Bytes, options, new TransferProgress($"reading {artifact.Name}", artifact.Bytes, log))
            .CompleteAsync(partial, cancellation);

    /// <summary>The blob as it is now.</summary>
    /// <exception cref="DamagedArtifactException">It is gone, was set aside, or has another length or SHA-256.</exception>
    private static async Task<BlobProperties> FindAsync(
        ArtifactReference artifact, BlobClient blob, CancellationToken cancellation)
    {
        BlobProperties found;
        try
        {
            found = await blob.GetPropertiesAsync(cancellationToken: cancellation);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            throw new DamagedArtifactException($"artifact {artifact.Name} is gone", gone);
        }

        if (BlobMetadata.IsDamaged(found.Metadata))
        {
            throw new DamagedArtifactException($"artifact {artifact.Name} was found damaged before");
        }

        ArtifactCheck.RequireLength(artifact, found.ContentLength);
        if (found.Metadata.TryGetValue(BlobMetadata.Sha256, out var stored))
        {
            ArtifactCheck.RequireHash(artifact, stored);
        }

        return found;
    }

    /// <summary>What a blob is; null where it is none of the store's.</summary>
    private StoredArtifact? Describe(BlobItem blob)
    {
        var name = blob.Name[connection.Address.Prefix.Length..];
        return BlobMetadata.IsDirectory(blob.Metadata) || !ArtifactName.IsValid(name)
            ? null
            : new(
                name,
                BlobMetadata.IsDamaged(blob.Metadata) ? ArtifactKind.Damaged : ArtifactKind.Whole,
                blob.Properties.ContentLength ?? 0,
                blob.Properties.LastModified ?? DateTimeOffset.MinValue,
                blob.Properties.ETag?.ToString() ?? "")
            {
                Sha256 = blob.Metadata.TryGetValue(BlobMetadata.Sha256, out var sha256) ? sha256 : null,
            };
    }

    private string NameOf(string name) => connection.Address.Prefix + ArtifactName.Require(name);
}
