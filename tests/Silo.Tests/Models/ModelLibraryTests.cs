using System.Net;
using System.Security.Cryptography;
using Counterfactual.Grains.Models;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Tests;
using Counterfactual.Torch;
using Counterfactual.Training.Models;
using Counterfactual.Training.Text;
using Counterfactual.Training.ZeroShot;

namespace Counterfactual.Silo.Tests.Models;

/// <summary>Models and heads, registered through the API.</summary>
public sealed class ModelLibraryTests : IAsyncLifetime
{
    private TestSilo test = null!;

    private string Source => test.PathOf("clip.safetensors");

    public async Task InitializeAsync()
    {
        test = await TestSilo.StartAsync();
        new TinyClip().WriteHuggingFace(Source, torch.ScalarType.Float16);
    }

    public async Task DisposeAsync() => await test.DisposeAsync();

    [Fact]
    public async Task An_imported_model_is_described_copied_and_there_after_a_restart()
    {
        var model = await ImportAsync("tiny");
        Assert.Equal(
            ("tiny", "hugging face", 32, 8, 32), (model.Name, model.Naming, model.Resolution, model.PatchSize, model.Features));
        Assert.Equal(["float16"], model.ElementTypes);
        Assert.Equal((new TowerDetails(64, 2, 1), new TowerDetails(64, 2, 1)), (model.ImageTower, model.TextTower));
        Assert.Equal((77, TinyClip.BytesVocabulary), (model.ContextLength, model.VocabularySize));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Source))), model.Sha256);
        Assert.Equal(new FileInfo(Source).Length, model.Bytes);

        var copied = File.ReadAllBytes(Source);
        File.Delete(Source);
        Assert.Equal(copied, File.ReadAllBytes(model.File));
        Assert.StartsWith(test.Home.Artifacts, model.File, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(test.Home.Work, "import-*"));

        await test.RestartAsync();
        Assert.Equivalent(model, Assert.Single(await test.Client.ListModelsAsync()), strict: true);
        Assert.Equivalent(model, await test.Client.GetModelAsync("tiny"), strict: true);
    }

    [Fact]
    public async Task The_same_file_under_the_same_name_is_no_news_and_another_one_is_refused()
    {
        var model = await ImportAsync("tiny");
        Assert.Equivalent(model, await ImportAsync("tiny"), strict: true);
        Assert.Equal(model.Sha256, (await ImportAsync("again")).Sha256);
        new TinyClip { Seed = 1 }.WriteOpenAi(Source);
        var refused = await Assert.ThrowsAsync<SiloRequestException>(() => ImportAsync("tiny"));
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal($"there is another model 'tiny', with the SHA-256 {model.Sha256}; choose another name", refused.Message);
        Assert.Equal(["again", "tiny"], (await test.Client.ListModelsAsync()).Select(each => each.Name));
    }

    [Theory]
    [InlineData("../tiny")]
    [InlineData("Tiny")]
    [InlineData(".tiny")]
    [InlineData("tiny/clip")]
    [InlineData("")]
    [InlineData("tiny\n")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task Names_that_could_be_anything_else_are_refused(string name)
    {
        var refused = await Assert.ThrowsAsync<SiloRequestException>(() => ImportAsync(name));
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains(RegistryName.Form, refused.Message);
        Assert.Empty(await test.Client.ListModelsAsync());
    }

    [Theory]
    [InlineData("/dev/zero", "empty, or not a regular file")]
    [InlineData("/nowhere/clip.safetensors", "no such file")]
    [InlineData("clip.safetensors", "no such file")]
    [InlineData("/etc/hostname", "")]
    [InlineData("/", "empty, or not a regular file")]
    public async Task What_is_no_model_is_refused_and_leaves_nothing_behind(string path, string reason)
    {
        var refused = await Assert.ThrowsAsync<SiloRequestException>(() =>
            test.Client.ImportModelAsync(new() { Path = path, Name = "tiny" }));
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.StartsWith($"{path}: {reason}", refused.Message);
        Assert.Empty(await test.Client.ListModelsAsync());
        Assert.False(Directory.Exists(test.Home.Models));
    }

    [Fact]
    public async Task A_head_belongs_to_its_model()
    {
        var model = await ImportAsync("tiny");
        var file = MakeHead(model, ["cat", "dog"]);
        var with = await test.Client.AddHeadAsync("tiny", new() { Path = file, Name = "pets" });
        var head = Assert.Single(with.Heads);
        Assert.Equal(("pets", 2, 1), (head.Name, head.Classes, head.Templates));
        Assert.Equivalent(with, await test.Client.AddHeadAsync("tiny", new() { Path = file, Name = "pets" }), strict: true);

        var other = await Assert.ThrowsAsync<SiloRequestException>(() =>
            test.Client.AddHeadAsync("tiny", new() { Path = MakeHead(model, ["bird"]), Name = "pets" }));
        Assert.Equal(HttpStatusCode.Conflict, other.Status);
        Assert.StartsWith("model 'tiny' has another head 'pets', of 2 classes and 1 templates", other.Message);

        var foreign = await Assert.ThrowsAsync<SiloRequestException>(() => test.Client.AddHeadAsync(
            "tiny", new() { Path = MakeHead(model with { Sha256 = new string('0', 64) }, ["cat"]), Name = "foreign" }));
        Assert.Contains("made for a model with the SHA-256 0000", foreign.Message);

        var missing = await Assert.ThrowsAsync<SiloRequestException>(() =>
            test.Client.AddHeadAsync("other", new() { Path = file, Name = "pets" }));
        Assert.Equal((HttpStatusCode.NotFound, "no model 'other'; there are tiny"), (missing.Status, missing.Message));
        Assert.Single((await test.Client.GetModelAsync("tiny")).Heads);
    }

    private Task<ModelDetails> ImportAsync(string name) => test.Client.ImportModelAsync(new() { Path = Source, Name = name });

    private string MakeHead(ModelDetails model, IReadOnlyList<string> classes)
    {
        var file = test.PathOf($"{Guid.NewGuid():N}.safetensors");
        TinyClip.WriteVocabulary(test.PathOf("vocabulary.txt"));
        var vocabulary = BytePairVocabulary.Load(test.PathOf("vocabulary.txt"));
        using var clip = ClipWeights.Open(Source);
        using var text = clip.LoadText();
        using var head = new ZeroShotHeadBuilder(text, clip.LogitScale(), vocabulary).Build(
            new() { ModelSha256 = model.Sha256, VocabularySha256 = vocabulary.Sha256(), Classes = classes, Templates = ["a {}"] },
            torch.CPU);
        head.Save(file);
        return file;
    }
}
