using System.Globalization;
using System.Text.RegularExpressions;
using Counterfactual.Torch;
using Counterfactual.Training.Models;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Tests.Method;

/// <summary>The reference figures of the method; every size and setting comes from the file.</summary>
internal sealed class MethodGoldenVectors : IDisposable
{
    public const string File = "method-golden.safetensors";

    private readonly Safetensors file = Safetensors.Open(GoldenFactAttribute.PathOf(File));
    private readonly DisposeScope scope = NewDisposeScope();

    public MethodGoldenVectors()
    {
        set_num_threads(1);
        Student = Model("student.");
        Teacher = Model("teacher.");
        Teacher.requires_grad_(false);
    }

    public ImageClassifier Student { get; }

    public ImageClassifier Teacher { get; }

    public Tensor Images => file["images"];

    public Tensor Labels => file["labels"];

    public int Steps => (int)Number("steps");

    public Tensor this[string name] => file[name];

    public bool Has(string name) => file.Entries.ContainsKey(name);

    public double Number(string name) => double.Parse(file.Metadata[name], CultureInfo.InvariantCulture);

    /// <summary>A number of the optimiser's description, such as <c>weight_decay=0.1</c> or <c>div_factor 25</c>.</summary>
    public double OptimizerNumber(string name)
    {
        var found = Regex.Match(file.Metadata["optimizer"], $@"\b{name}[ =]\(?([0-9][0-9.e+-]*)");
        Assert.True(found.Success, $"the optimiser's description has no {name}: {file.Metadata["optimizer"]}");
        return double.Parse(found.Groups[1].Value.TrimEnd('.'), CultureInfo.InvariantCulture);
    }

    /// <summary>Asserts agreement to a share of the reference's largest element.</summary>
    public void AssertAgrees(string name, Tensor actual, double tolerance = 1e-4) =>
        AssertAgrees(name, file[name], actual, tolerance);

    public static void AssertAgrees(string name, Tensor expected, Tensor actual, double tolerance = 1e-4)
    {
        using var mode = no_grad();
        Assert.Equal(expected.shape, actual.shape);
        var largest = expected.abs().max().item<double>();
        var difference = (expected.to(ScalarType.Float64) - actual.to(ScalarType.Float64)).abs().max().item<double>();
        Assert.True(
            difference <= tolerance * largest, $"{name}: differs by {difference:g3}, the largest element is {largest:g3}");
    }

    public void Dispose()
    {
        Student.Dispose();
        Teacher.Dispose();
        scope.Dispose();
        file.Dispose();
    }

    // The metadata's names are the vectors' own, so the sizes do not come from ModelFile's inference.
    private ImageClassifier Model(string prefix)
    {
        var model = new ImageClassifier(
            new ClipVisionOptions
            {
                Resolution = (int)Number("resolution"),
                PatchSize = (int)Number("patch"),
                Width = (int)Number("width"),
                Layers = (int)Number("layers"),
                Heads = (int)Number("heads"),
                OutputDimension = (int)Number("output_dim"),
            },
            (int)Number("classes"));
        model.load_state_dict(file.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[prefix.Length..], name => file[name]));
        return model;
    }
}
