using System.Security.Cryptography;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Silo.Artifacts.Blobs;
using Counterfactual.Tests;

namespace Counterfactual.Silo.Tests.Artifacts;

[Collection(AzuriteCollection.Name)]
public sealed class BlobArtifactStoreTests(AzuriteCollection.Fixture azurite) : ArtifactStoreTests
{
    private const int Length = 2_000_000;

    private readonly BlobContainer container = new(azurite.Server);
    private int silos;

    [Fact]
    public async Task A_blob_says_its_checksum_and_its_name_begins_with_the_prefix()
    {
        var store = await OpenBlobsAsync();
        var artifact = await store.PutAsync("sweep/1/model-1.safetensors", Source(Length));
        BlobProperties blob = await container.RawBlob("sweep/1/model-1.safetensors").GetPropertiesAsync();
        Assert.Equal((Length, artifact.Sha256), (blob.ContentLength, blob.Metadata["sha256"]));
        Assert.Equal(artifact.Sha256, Assert.Single(await store.ListAsync("sweep").ToListAsync()).Sha256);
        BlockList blocks = await container.Raw.GetBlockBlobClient(container.Address.Prefix + artifact.Name).GetBlockListAsync();
        Assert.Equal((Length + (64 << 10) - 1) / (64 << 10), blocks.CommittedBlocks.Count());
    }

    [Fact]
    public async Task An_upload_whose_connection_is_cut_in_the_middle_goes_on_and_is_stored_once()
    {
        await using var proxy = new CuttingProxy(azurite.Server.Endpoint);
        var store = await OpenBlobsAsync(proxy.Endpoint);
        proxy.CutAfter(Length / 2);
        var artifact = await store.PutAsync("a", Source(Length));
        Assert.Equal(1, proxy.Cuts);
        Assert.InRange(proxy.Forwarded, Length, Length + (Length / 2));
        await RequireSameAsync(artifact, await OpenAsync());
    }

    [Fact]
    public async Task A_download_whose_connection_is_cut_in_the_middle_goes_on_where_it_was()
    {
        await using var proxy = new CuttingProxy(azurite.Server.Endpoint);
        var artifact = await (await OpenAsync()).PutAsync("a", Source(Length));
        var store = await OpenBlobsAsync(proxy.Endpoint);
        proxy.CutAfter(Length / 2);
        await RequireSameAsync(artifact, store);
        Assert.Equal(1, proxy.Cuts);
        Assert.InRange(proxy.Forwarded, Length, Length + (Length / 2));
    }

    [Fact]
    public async Task A_download_that_ended_with_its_process_goes_on_in_the_next()
    {
        var artifact = await (await OpenAsync()).PutAsync("a", Source(Length));
        var path = await (await OpenBlobsAsync(downloads: "copies")).GetAsync(artifact);
        var partial = await TruncateToPartialAsync(path, artifact, Length / 2);

        await using var proxy = new CuttingProxy(azurite.Server.Endpoint);
        await RequireSameAsync(artifact, await OpenBlobsAsync(proxy.Endpoint, "copies"));
        Assert.False(File.Exists(partial));
        Assert.InRange(proxy.Forwarded, Length / 2, Length * 3 / 4);
    }

    [Fact]
    public async Task A_beginning_that_was_damaged_on_this_machine_does_not_damage_the_artifact()
    {
        var artifact = await (await OpenAsync()).PutAsync("a", Source(Length));
        var path = await (await OpenBlobsAsync(downloads: "copies")).GetAsync(artifact);
        var partial = await TruncateToPartialAsync(path, artifact, Length / 2);
        await File.WriteAllBytesAsync(partial, new byte[Length / 2]);
        var store = await OpenBlobsAsync(downloads: "copies");
        await RequireSameAsync(artifact, store);
        await File.WriteAllBytesAsync(path, new byte[Length]);
        await RequireSameAsync(artifact, store);
        Assert.Single(Directory.GetFiles(PathOf("copies"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_was_read_is_read_again_from_its_copy_and_copies_nobody_asks_for_are_removed()
    {
        var artifact = await (await OpenAsync()).PutAsync("a", Source(Length));
        var other = await (await OpenAsync()).PutAsync("b", Source(10));
        await using var proxy = new CuttingProxy(azurite.Server.Endpoint);
        var store = await OpenBlobsAsync(proxy.Endpoint, "copies");
        await RequireSameAsync(artifact, store);
        var forwarded = proxy.Forwarded;
        await RequireSameAsync(artifact, store);
        Assert.Equal(forwarded, proxy.Forwarded);

        store = await OpenBlobsAsync(downloads: "copies", keepCopies: TimeSpan.FromTicks(1));
        await store.GetAsync(other);
        Assert.EndsWith("b", Assert.Single(Directory.GetFiles(PathOf("copies"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_writers_of_one_name_cannot_mix()
    {
        var (first, second) = (await OpenBlobsAsync(), await OpenBlobsAsync());
        var (large, small) = (Source(Length), Source(1000));
        var both = await Task.WhenAll(TryPutAsync(first, "a", large), TryPutAsync(second, "a", small));
        var stored = Assert.Single(await first.ListAsync().ToListAsync());
        Assert.Contains(both, artifact => artifact?.Sha256 == stored.Sha256);
        await RequireSameAsync(both.First(artifact => artifact?.Sha256 == stored.Sha256)!, await OpenAsync());
    }

    [Fact]
    public async Task A_writer_whose_place_another_takes_before_its_commit_is_told_and_takes_nothing_away()
    {
        await using var proxy = new CuttingProxy(azurite.Server.Endpoint);
        var (overtaken, other) = (await OpenBlobsAsync(proxy.Endpoint), await OpenBlobsAsync());
        await other.PutAsync("a", Source(10));
        ArtifactReference? newer = null;
        proxy.Before("If-Match:", async () => newer = await other.PutAsync("a", Source(20)));
        Assert.Null(await TryPutAsync(overtaken, "a", Source(Length)));
        await RequireSameAsync(newer!, await OpenAsync());
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_found_to_be_done_whether_it_is_the_first_or_replaces_another()
    {
        await using var proxy = new CuttingProxy(azurite.Server.Endpoint);
        var store = await OpenBlobsAsync(proxy.Endpoint);
        proxy.CutAnswerTo("If-None-Match:");
        var first = await store.PutAsync("a", Source(10));
        Assert.Equal(1, proxy.Cuts);
        await RequireSameAsync(first, await OpenAsync());
        proxy.CutAnswerTo("If-Match:");
        var second = await store.PutAsync("a", Source(20));
        Assert.Equal(2, proxy.Cuts);
        await RequireSameAsync(second, await OpenAsync());
    }

    [Fact]
    public async Task What_another_wrote_meanwhile_is_not_replaced()
    {
        await using var proxy = new CuttingProxy(azurite.Server.Endpoint);
        var store = await OpenBlobsAsync(proxy.Endpoint);
        await store.PutAsync("a", Source(10));
        var old = Assert.Single(await store.ListAsync().ToListAsync());
        var newer = await (await OpenAsync()).PutAsync("a", Source(20));
        Assert.False(await store.RemoveAsync(old));
        await RequireSameAsync(newer, await OpenAsync());
    }

    [Fact]
    public async Task A_store_that_cannot_be_reached_is_no_reason_to_give_up_its_artifacts()
    {
        await using var proxy = new CuttingProxy(azurite.Server.Endpoint);
        var store = await OpenBlobsAsync(proxy.Endpoint);
        var artifact = await store.PutAsync("a", Source(Length));
        proxy.Refuse(true);
        using var impatient = new CancellationTokenSource();
        var reading = store.GetAsync(artifact, impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        var unreachable = await Assert.ThrowsAsync<ArtifactStoreException>(() => store.GetAsync(artifact));
        Assert.Contains(container.Address.ToString(), unreachable.Message);
        Assert.DoesNotContain(azurite.Server.Key, unreachable.ToString());
        proxy.Refuse(false);
        await RequireSameAsync(artifact, store);
    }

    internal override async Task<IArtifactStore> OpenAsync() => await OpenBlobsAsync();

    protected override Task DamageAsync(ArtifactReference artifact, string content) =>
        container.RawBlob(artifact.Name).UploadAsync(
            BinaryData.FromString(content),
            new BlobUploadOptions { Metadata = new Dictionary<string, string> { ["sha256"] = artifact.Sha256 } });

    private Task<BlobArtifactStore> OpenBlobsAsync(Uri? endpoint = null, string? downloads = null, TimeSpan? keepCopies = null) =>
        container.OpenAsync(PathOf(downloads ?? $"copies-{Interlocked.Increment(ref silos)}"), endpoint, keepCopies);

    private static async Task<ArtifactReference?> TryPutAsync(BlobArtifactStore store, string name, string source)
    {
        try
        {
            return await store.PutAsync(name, source);
        }
        catch (ArtifactStoreException conflict)
        {
            Assert.Contains("expected one writer", conflict.Message);
            return null;
        }
    }

    private static async Task RequireSameAsync(ArtifactReference artifact, IArtifactStore store)
    {
        var content = await File.ReadAllBytesAsync(await store.GetAsync(artifact));
        Assert.Equal(artifact.Sha256, Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    /// <summary>Makes a copy what a killed process leaves of it.</summary>
    private async Task<string> TruncateToPartialAsync(string path, ArtifactReference artifact, int length)
    {
        BlobProperties blob = await container.RawBlob(artifact.Name).GetPropertiesAsync();
        var copies = new LocalCopies(Path.GetDirectoryName(path)!, TimeSpan.FromDays(1));
        await using var partial = copies.OpenPartial(artifact.Name, blob.ETag.ToString());
        await partial.WriteAsync((await File.ReadAllBytesAsync(path)).AsMemory(0, length));
        File.Delete(path);
        return partial.Name;
    }

    private string Source(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        var path = PathOf($"source-{length}");
        File.WriteAllBytes(path, content);
        return path;
    }
}
