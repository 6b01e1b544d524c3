using System.Security.Cryptography;
using System.Text;
using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Artifacts;

namespace Counterfactual.Silo.Tests.Artifacts;

/// <summary>What every artifact store does, wherever its artifacts lie.</summary>
public abstract class ArtifactStoreTests : IAsyncLifetime
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("counterfactual-test-");
    private IArtifactStore store = null!;

    public async Task InitializeAsync() => store = await OpenAsync();

    public Task DisposeAsync()
    {
        directory.Delete(recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_file_is_taken_over_and_read_back()
    {
        var source = Source("content");
        var artifact = await store.PutAsync("sweep/1/checkpoint-1", source);
        Assert.Equal(new("sweep/1/checkpoint-1", Hash("content"), 7), artifact);
        Assert.False(File.Exists(source));
        Assert.Equal("content", File.ReadAllText(await store.GetAsync(artifact)));
        Assert.Equal("content", File.ReadAllText(await (await OpenAsync()).GetAsync(artifact)));
        Assert.EndsWith("checkpoint-1", Assert.Single(await ListAsync()).Name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData(300_001)]
    public async Task A_file_of_any_length_comes_back_as_it_was(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        var source = PathOf("source");
        await File.WriteAllBytesAsync(source, content);
        var artifact = await store.PutAsync("large", source);
        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(content)), length), (artifact.Sha256, artifact.Bytes));
        Assert.Equal(content, await File.ReadAllBytesAsync(await (await OpenAsync()).GetAsync(artifact)));
    }

    [Fact]
    public async Task A_second_file_of_a_name_replaces_the_first()
    {
        var first = await store.PutAsync("name", Source("first"));
        Assert.Equal("first", File.ReadAllText(await store.GetAsync(first)));
        var second = await store.PutAsync("name", Source("other"));
        Assert.Equal("other", File.ReadAllText(await store.GetAsync(second)));
        await Assert.ThrowsAsync<DamagedArtifactException>(() => store.GetAsync(first));
        Assert.Equal(second, await store.PutAsync("name", Source("other")));
        Assert.Single(await ListAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("contenT")]
    [InlineData("content and more")]
    public async Task A_damaged_artifact_is_found_out_and_set_aside_and_can_be_stored_anew(string damage)
    {
        var artifact = await store.PutAsync("a/b", Source("content"));
        await DamageAsync(artifact, damage);
        Assert.True((await Assert.ThrowsAsync<DamagedArtifactException>(() => store.GetAsync(artifact))).WasRead);
        await store.SetAsideAsync("a/b");
        await Assert.ThrowsAsync<DamagedArtifactException>(() => store.GetAsync(artifact));
        var listed = Assert.Single(await ListAsync());
        Assert.Equal(("a/b", ArtifactKind.Damaged, damage.Length), (listed.Name, listed.Kind, listed.Bytes));
        Assert.Equal(artifact, await store.PutAsync("a/b", Source("content")));
        Assert.Equal("content", File.ReadAllText(await store.GetAsync(artifact)));
    }

    [Fact]
    public async Task What_is_gone_is_not_called_damaged_and_setting_it_aside_or_deleting_it_does_nothing()
    {
        var artifact = await store.PutAsync("a/b", Source("content"));
        await store.GetAsync(artifact);
        await store.DeleteAsync("a/b");
        await store.DeleteAsync("a/b");
        await store.SetAsideAsync("a/b");
        Assert.False((await Assert.ThrowsAsync<DamagedArtifactException>(() => store.GetAsync(artifact))).WasRead);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task A_listing_shows_a_folder_or_all_and_what_has_changed_since_is_not_removed()
    {
        foreach (var name in (string[])["one/1/a", "one/1/b", "one/12/a", "two/1/a", "models/a", "top"])
        {
            await store.PutAsync(name, Source(name));
        }

        await store.IdentifyAsync();
        Assert.Equal(["models/a", "one/1/a", "one/1/b", "one/12/a", "top", "two/1/a"], Names(await ListAsync()));
        Assert.Equal(["one/1/a", "one/1/b"], Names(await ListAsync("one/1")));
        Assert.Empty(await ListAsync("on"));
        var listed = (await ListAsync("models"))[0];
        Assert.Equal((ArtifactKind.Whole, 8L), (listed.Kind, listed.Bytes));
        Assert.InRange(DateTimeOffset.UtcNow - listed.Written, TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(5));
        Assert.True(listed.Sha256 is null || listed.Sha256 == Hash("models/a"));

        await store.PutAsync("models/a", Source("changed!"));
        Assert.False(await store.RemoveAsync(listed));
        listed = (await ListAsync("models"))[0];
        Assert.True(await store.RemoveAsync(listed));
        Assert.False(await store.RemoveAsync(listed));
        Assert.Empty(await ListAsync("models"));
    }

    [Fact]
    public async Task The_id_of_a_store_is_the_same_for_all_who_open_it()
    {
        var others = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(OpenAsync)));
        var ids = await Task.WhenAll(others.Select(other => Task.Run(() => other.IdentifyAsync())));
        Assert.Matches("^[0-9a-f]{32}$", Assert.Single(ids.Distinct()));
        Assert.Empty(await ListAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../outside")]
    [InlineData("a/../../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData(".hidden")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    [InlineData("ä")]
    public async Task A_name_that_could_lead_elsewhere_is_refused(string name)
    {
        var source = Source("content");
        await Assert.ThrowsAsync<ArgumentException>(() => store.PutAsync(name, source));
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.DeleteAsync(name));
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.SetAsideAsync(name));
        await Assert.ThrowsAsync<ArgumentException>(() => store.GetAsync(new(name, "", 7)));
        await Assert.ThrowsAsync<ArgumentException>(() => ListAsync(name));
        Assert.Throws<ArgumentException>(() => store.DirectoryOf(name));
        Assert.True(File.Exists(source));
    }

    /// <summary>Opens the one store of this test, as another silo would.</summary>
    internal abstract Task<IArtifactStore> OpenAsync();

    /// <summary>Gives an artifact another content, behind the back of every store.</summary>
    protected abstract Task DamageAsync(ArtifactReference artifact, string content);

    /// <summary>A path of this test's own.</summary>
    protected string PathOf(string name) => Path.Combine(directory.FullName, name);

    private static IEnumerable<string> Names(IEnumerable<StoredArtifact> listed) =>
        listed.Select(artifact => artifact.Name).Order(StringComparer.Ordinal);

    private static string Hash(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));

    private async Task<IReadOnlyList<StoredArtifact>> ListAsync(string? folder = null) =>
        await store.ListAsync(folder).ToListAsync();

    private string Source(string content)
    {
        var path = PathOf("source");
        File.WriteAllText(path, content);
        return path;
    }
}
