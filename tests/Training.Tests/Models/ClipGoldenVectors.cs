using System.Text.RegularExpressions;
using Counterfactual.Tests;
using Counterfactual.Torch;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Tests.Models;

/// <summary>The reference figures of a whole CLIP; every size comes from the file.</summary>
internal sealed class ClipGoldenVectors : IDisposable
{
    public const string File = "clip-golden.safetensors";

    private const string Prefix = "clip.";

    private readonly Safetensors file = Safetensors.Open(GoldenFactAttribute.PathOf(File));
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly TemporaryDirectory directory = new();

    public ClipGoldenVectors()
    {
        set_num_threads(1);
    }

    public Tensor this[string name] => file[name];

    public IReadOnlyList<string> Classes => file.Metadata["class_names"].Split('|');

    public IReadOnlyList<string> Templates => file.Metadata["templates"].Split('|');

    /// <summary>The model alone in a file of its own, under either naming.</summary>
    public ClipWeights Open(bool huggingFace)
    {
        var tensors = file.Names.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[Prefix.Length..], name => file[name]);
        var heads = Regex.Match(file.Metadata["note"], @"heads: vision width/64=(\d+), text (\d+)");
        Assert.True(heads.Success, $"the note tells no heads: {file.Metadata["note"]}");
        var path = directory.File("clip.safetensors");
        Safetensors.Save(path, huggingFace ? HuggingFaceClip.FromOpenAi(tensors) : tensors, new Dictionary<string, string>
        {
            ["heads"] = heads.Groups[1].Value,
            ["text_heads"] = heads.Groups[2].Value,
        });
        return ClipWeights.Open(path);
    }

    public void Dispose()
    {
        scope.Dispose();
        file.Dispose();
        directory.Dispose();
    }
}
