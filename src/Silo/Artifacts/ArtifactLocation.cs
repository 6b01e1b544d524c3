using Counterfactual.Silo.Artifacts.Blobs;

namespace Counterfactual.Silo.Artifacts;

/// <summary>Where the silos of a store keep their artifacts. It holds no secret.</summary>
public abstract record ArtifactLocation
{
    private ArtifactLocation()
    {
    }

    /// <summary>Reads a directory's path, or <c>azblob://ACCOUNT/CONTAINER[/PREFIX]</c>.</summary>
    /// <exception cref="FormatException">It begins like an address of another form.</exception>
    public static ArtifactLocation Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        return text.Contains("://", StringComparison.Ordinal)
            ? new Blobs(BlobAddress.Parse(text))
            : new Folder(Path.GetFullPath(text));
    }

    /// <summary>Opens the store that lies there.</summary>
    /// <param name="downloads">Directory for local copies of what lies elsewhere.</param>
    /// <param name="log">Is told of long transfers.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArtifactStoreException">It cannot be reached or used.</exception>
    internal abstract Task<IArtifactStore> OpenAsync(string downloads, ILogger log, CancellationToken cancellation);

    /// <summary>A directory.</summary>
    /// <param name="Path">Its absolute path.</param>
    public sealed record Folder(string Path) : ArtifactLocation
    {
        /// <inheritdoc/>
        public override string ToString() => Path;

        internal override Task<IArtifactStore> OpenAsync(string downloads, ILogger log, CancellationToken cancellation)
        {
            try
            {
                return Task.FromResult<IArtifactStore>(new FileArtifactStore(Path));
            }
            catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
            {
                throw new ArtifactStoreException($"cannot use {Path} as directory of artifacts: {denied.Message}", denied);
            }
        }
    }

    /// <summary>A container of Azure Blob Storage, or a part of one.</summary>
    /// <param name="Address">Which.</param>
    public sealed record Blobs(BlobAddress Address) : ArtifactLocation
    {
        /// <inheritdoc/>
        public override string ToString() => Address.ToString();

        internal override async Task<IArtifactStore> OpenAsync(string downloads, ILogger log, CancellationToken cancellation)
        {
            var container = new BlobConnection(Address, Environment.GetEnvironmentVariable);
            await container.CheckAsync(cancellation);
            return new BlobArtifactStore(container, downloads, new BlobStoreOptions(), log);
        }
    }
}
