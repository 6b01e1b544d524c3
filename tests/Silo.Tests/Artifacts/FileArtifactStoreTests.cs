using Counterfactual.Grains.Experiments;
using Counterfactual.Silo.Artifacts;

namespace Counterfactual.Silo.Tests.Artifacts;

public sealed class FileArtifactStoreTests : ArtifactStoreTests
{
    private string Root => PathOf("artifacts");

    [Fact]
    public async Task What_dead_writers_left_is_listed_and_removed_and_what_is_no_artifact_is_not()
    {
        var store = await OpenAsync();
        Directory.CreateDirectory(Path.Combine(Root, "sweep", "1"));
        File.WriteAllText(Path.Combine(Root, "sweep", "1", ".checkpoint-1-0123.tmp"), "half");
        File.WriteAllText(Path.Combine(Root, ".id-0123.tmp"), "half");
        File.WriteAllText(Path.Combine(Root, "sweep", "1", ".hidden"), "somebody's");
        File.WriteAllText(Path.Combine(Root, "sweep", "1", "a b"), "somebody's");
        var listed = await store.ListAsync().ToListAsync();
        Assert.Equal([".id-0123.tmp", "sweep/1/.checkpoint-1-0123.tmp"], listed.Select(artifact => artifact.Name).Order());
        Assert.All(listed, artifact => Assert.Equal(ArtifactKind.Unfinished, artifact.Kind));
        foreach (var artifact in listed)
        {
            Assert.True(await store.RemoveAsync(artifact));
        }

        Assert.Equal(2, Directory.GetFiles(Root, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public async Task A_link_is_not_followed()
    {
        var store = await OpenAsync();
        var outside = Directory.CreateDirectory(PathOf("outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "file"), "content");
        File.WriteAllText(PathOf("source"), "content");
        Directory.CreateSymbolicLink(Path.Combine(Root, "link"), outside);
        await Assert.ThrowsAsync<ArgumentException>(() => store.PutAsync("link/new", PathOf("source")));
        await Assert.ThrowsAsync<ArgumentException>(() => store.DeleteAsync("link/file"));
        Assert.Empty(await store.ListAsync().ToListAsync());
        Assert.Equal([Path.Combine(outside, "file")], Directory.GetFiles(outside));
    }

    internal override Task<IArtifactStore> OpenAsync() => Task.FromResult<IArtifactStore>(new FileArtifactStore(Root));

    protected override Task DamageAsync(ArtifactReference artifact, string content) =>
        File.WriteAllTextAsync(Path.Combine(Root, artifact.Name), content);
}
