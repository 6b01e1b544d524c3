using System.Text.Json;
using Counterfactual.Silo.Api;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Tests;

namespace Counterfactual.Client.Tests;

public sealed class ModelCommandTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("cf-");

    private string Home => PathOf("home");

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task A_model_is_imported_gets_a_head_and_is_shown_with_it()
    {
        new TinyClip().WriteOpenAi(PathOf("ViT-Tiny_8.safetensors"));
        var imported = Model(await RunAsync("model", "import", PathOf("ViT-Tiny_8.safetensors"), "-o", "json"));
        Assert.Equal("vit-tiny_8", imported.Name);
        Assert.Empty(imported.Heads);

        var first = await MakeHeadAsync();
        var head = Assert.Single(Model(first).Heads);
        Assert.Equal(("pets", 3, 2), (head.Name, head.Classes, head.Templates));
        Assert.Contains("of 3 classes", first.Error);

        // Made once, and not again.
        var again = await MakeHeadAsync();
        Assert.Equal(head, Assert.Single(Model(again).Heads));
        Assert.DoesNotContain("classes", again.Error);

        var shown = await RunAsync("model", "show", "vit-tiny_8");
        Assert.Contains("head         pets: 3 classes, 2 templates, SHA-256 " + head.Sha256, shown.Output);
        Assert.Contains("image tower  2 layers of width 64, 1 heads", shown.Output);
        Assert.Contains("vit-tiny_8", (await RunAsync("model", "list")).Output);

        File.AppendAllText(PathOf("pets.txt"), "horse\n");
        var changed = await MakeHeadAsync();
        Assert.Equal(ExitCode.WrongRequest, changed.ExitCode);
        Assert.Equal("model 'vit-tiny_8' has another head 'pets', of 3 classes and 2 templates; choose another --name",
            changed.Error.Trim());
        Assert.Equal(["farm", "pets"], Model(await MakeHeadAsync("--name", "farm")).Heads.Select(each => each.Name));
    }

    [Fact]
    public async Task Files_that_are_not_right_are_refused_with_what_would_be()
    {
        new TinyClip().WriteOpenAi(PathOf("clip.safetensors"));
        Assert.Equal(
            ExitCode.Done, (await RunAsync("model", "import", PathOf("clip.safetensors"), "--name", "vit-tiny_8")).ExitCode);
        await AssertRefusedAsync("no such file; expected a safetensors file", "model", "import", PathOf("none.safetensors"));
        await AssertRefusedAsync(
            "--name 'A b': expected 1 to 64 of a-z", "model", "import", PathOf("clip.safetensors"), "--name", "A b");
        await AssertRefusedAsync("no model 'other'; there are vit-tiny_8", "model", "show", "other");

        await MakeHeadAsync();
        File.WriteAllText(PathOf("templates.txt"), "a photo of {}.\na photo.\n");
        await AssertRefusedAsync($"{PathOf("templates.txt")}:2: the template 'a photo.' has no {{}}", HeadWords("--name", "x"));
        File.WriteAllText(PathOf("vocabulary.txt"), "nonsense");
        File.WriteAllText(PathOf("templates.txt"), "{}\n");
        await AssertRefusedAsync("does not begin with '#version'", HeadWords("--name", "x"));
        File.WriteAllText(PathOf("vocabulary.txt"), "#version: 0.2\na b\n");
        await AssertRefusedAsync("the vocabulary has 515 tokens; the model's text tower expects 514", HeadWords("--name", "x"));
        File.Delete(PathOf("vocabulary.txt"));
        await AssertRefusedAsync("vocabulary.txt", HeadWords("--name", "x"));
    }

    private async Task<ConsoleRun> MakeHeadAsync(params string[] more)
    {
        if (!File.Exists(PathOf("pets.txt")))
        {
            File.WriteAllText(PathOf("pets.txt"), "cat\ndog\ngoldfish\n");
            File.WriteAllText(PathOf("templates.txt"), "a photo of a {}.\nthe {}\n");
            TinyClip.WriteVocabulary(PathOf("vocabulary.txt"));
        }

        return await RunAsync([.. HeadWords(more), "-o", "json"]);
    }

    private string[] HeadWords(params string[] more) =>
    [
        "model", "head", "vit-tiny_8", "--classes", PathOf("pets.txt"), "--templates", PathOf("templates.txt"),
        "--vocabulary", PathOf("vocabulary.txt"), "--threads", "1", .. more,
    ];

    private async Task AssertRefusedAsync(string reason, params string[] words)
    {
        var run = await RunAsync(words);
        Assert.Equal(ExitCode.WrongRequest, run.ExitCode);
        Assert.Contains(reason, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    private Task<ConsoleRun> RunAsync(params string[] words) => ConsoleRun.InAsync(Home, words);

    private static ModelDetails Model(ConsoleRun run)
    {
        Assert.Equal((ExitCode.Done, true), (run.ExitCode, run.Output.Length > 0));
        return JsonSerializer.Deserialize(run.Output, ApiJson.Default.ModelDetails)!;
    }

    private string PathOf(string name) => Path.Combine(directory.FullName, name);
}
