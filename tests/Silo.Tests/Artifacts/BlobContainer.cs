using Azure.Storage.Blobs;
using Counterfactual.Silo.Artifacts.Blobs;
using Counterfactual.Tests;
using Microsoft.Extensions.Logging.Abstractions;

namespace Counterfactual.Silo.Tests.Artifacts;

/// <summary>A new container, and the stores that tests open in it.</summary>
internal sealed class BlobContainer(AzuriteServer server)
{
    internal BlobAddress Address { get; } = new(AzuriteServer.Account, $"test-{Guid.NewGuid():N}", "artifacts/of/a-test/");

    internal AzuriteServer Server { get; } = server;

    /// <summary>The service's own view of it.</summary>
    internal BlobContainerClient Raw => ConnectTo(Server.Endpoint).Container;

    internal BlobClient RawBlob(string name) => Raw.GetBlobClient(Address.Prefix + name);

    /// <summary>Opens a store with small blocks and pages.</summary>
    /// <param name="downloads">Directory of its local copies.</param>
    /// <param name="endpoint">By which address; null for the server's own.</param>
    /// <param name="keepCopies">How long local copies are kept.</param>
    internal async Task<BlobArtifactStore> OpenAsync(string downloads, Uri? endpoint = null, TimeSpan? keepCopies = null)
    {
        var connection = ConnectTo(endpoint ?? Server.Endpoint);
        await connection.CheckAsync(default);
        var small = new BlobStoreOptions { BlockBytes = 64 << 10, PageSize = 2 };
        small = keepCopies is { } keep ? small with { KeepCopies = keep } : small;
        return new(connection, downloads, small, NullLogger.Instance);
    }

    private BlobConnection ConnectTo(Uri endpoint) => new(
        Address, variable => variable == BlobConnection.ConnectionString ? Server.ConnectionStringTo(endpoint) : null);
}
