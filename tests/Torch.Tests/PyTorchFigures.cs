using System.Text.Json;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch.Tests;

/// <summary>What PyTorch computes; pytorch_figures.py made the file and says how.</summary>
internal static class PyTorchFigures
{
    private static readonly Dictionary<string, double[]> Figures = Load();

    public static double[] Get(string name) => Figures[name];

    public static void Check(string name, Tensor actual, double tolerance = 1e-12) =>
        Check(name, actual.to(float64).ToArray<double>(), tolerance);

    public static void Check(string name, double[] actual, double tolerance = 1e-12)
    {
        var expected = Figures[name];
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(actual[i] - expected[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])),
                $"{name}[{i}]: {actual[i]:R}, PyTorch gives {expected[i]:R}");
        }
    }

    /// <summary>The inputs that the figures were made of: the sine of 0, step, 2 step, ...</summary>
    public static Tensor Wave(double step, params long[] shape) =>
        (arange(shape.Aggregate(1L, (product, length) => product * length), float64) * step).sin().reshape(shape);

    private static Dictionary<string, double[]> Load()
    {
        using var stream = typeof(PyTorchFigures).Assembly.GetManifestResourceStream("PyTorchFigures.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, double[]>>(stream)!;
    }
}
