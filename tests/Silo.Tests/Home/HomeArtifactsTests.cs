using System.Security.Cryptography;
using Counterfactual.Silo.Artifacts;

namespace Counterfactual.Silo.Tests.Home;

public sealed class HomeArtifactsTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("counterfactual-test-").FullName;
    private readonly FileArtifactStore store;

    public HomeArtifactsTests() => store = new FileArtifactStore(Path.Combine(directory, "artifacts"));

    [Fact]
    public async Task A_file_is_taken_over_and_read_back()
    {
        var artifact = await store.PutAsync("sweep/1/checkpoint-1", Source("content"));
        Assert.Equal(("sweep/1/checkpoint-1", 7L), (artifact.Name, artifact.Bytes));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("content"u8)), artifact.Sha256);
        Assert.False(File.Exists(Path.Combine(directory, "source")));
        Assert.Equal("content", File.ReadAllText(await store.GetAsync(artifact)));
        Assert.Single(Directory.GetFiles(directory, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_second_file_of_a_name_replaces_the_first()
    {
        var first = await store.PutAsync("name", Source("first"));
        var second = await store.PutAsync("name", Source("other"));
        Assert.Equal("other", File.ReadAllText(await store.GetAsync(second)));
        await Assert.ThrowsAsync<DamagedArtifactException>(() => store.GetAsync(first));
    }

    [Theory]
    [InlineData("")]
    [InlineData("contenT")]
    [InlineData("content and more")]
    public async Task A_file_that_changed_is_found_out_and_can_be_set_aside(string damage)
    {
        var artifact = await store.PutAsync("a/b", Source("content"));
        File.WriteAllText(Path.Combine(directory, "artifacts", "a", "b"), damage);
        await Assert.ThrowsAsync<DamagedArtifactException>(() => store.GetAsync(artifact));
        await store.SetAsideAsync("a/b");
        await store.SetAsideAsync("a/b");
        await Assert.ThrowsAsync<DamagedArtifactException>(() => store.GetAsync(artifact));
        Assert.Equal(damage, File.ReadAllText(Path.Combine(directory, "artifacts", "a", "b.damaged")));
    }

    [Fact]
    public async Task What_is_deleted_is_gone_and_deleting_it_again_does_nothing()
    {
        var artifact = await store.PutAsync("a/b", Source("content"));
        await store.DeleteAsync("a/b");
        await store.DeleteAsync("a/b");
        await Assert.ThrowsAsync<DamagedArtifactException>(() => store.GetAsync(artifact));
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
        await Assert.ThrowsAsync<ArgumentException>(() => store.DeleteAsync(name));
        await Assert.ThrowsAsync<ArgumentException>(() => store.SetAsideAsync(name));
        await Assert.ThrowsAsync<ArgumentException>(() => store.GetAsync(new(name, "", 7)));
        Assert.True(File.Exists(source));
    }

    [Fact]
    public async Task A_link_is_not_followed()
    {
        var outside = Directory.CreateDirectory(Path.Combine(directory, "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "file"), "content");
        Directory.CreateSymbolicLink(Path.Combine(directory, "artifacts", "link"), outside);
        await Assert.ThrowsAsync<ArgumentException>(() => store.PutAsync("link/new", Source("content")));
        await Assert.ThrowsAsync<ArgumentException>(() => store.DeleteAsync("link/file"));
        Assert.Equal([Path.Combine(outside, "file")], Directory.GetFiles(outside));
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private string Source(string content)
    {
        var path = Path.Combine(directory, "source");
        File.WriteAllText(path, content);
        return path;
    }
}
