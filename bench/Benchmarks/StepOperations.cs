using Counterfactual.Training.Models;

namespace Counterfactual.Benchmarks;

/// <summary>
/// Floating-point operations of matrix products (a multiplication and an addition are two) that an image costs.
/// </summary>
internal static class StepOperations
{
    /// <summary>Those of a training step, each pass counted as this implementation makes it.</summary>
    /// <param name="model">The encoder.</param>
    /// <param name="method">As <c>bench step</c> names it.</param>
    public static double OfTraining(ClipVisionOptions model, string method) => Passes(method) * OfForward(model);

    /// <summary>Those of a forward pass: of the last block only the class token is computed.</summary>
    public static double OfForward(ClipVisionOptions model)
    {
        double width = model.Width;
        var tokens = model.Patches + 1;
        var embedding = 2 * model.Patches * model.PatchValues * width;
        var block = (24 * tokens * width * width) + (4.0 * tokens * tokens * width);

        // Query, keys' and values' projections of the query alone, output, perceptron; scores and mixing for every head.
        var lastBlock = (24 * width * width) + (4 * model.Heads * tokens * width);
        return embedding + ((model.Layers - 1) * block) + lastBlock + (2 * width * model.OutputDimension);
    }

    /// <summary>Forward passes: a backward pass counts two, one for a map (no gradients of weights) counts one.</summary>
    private static double Passes(string method) => method switch
    {
        "vanilla" => 3,
        "no-masking" => 4,
        _ when method.StartsWith("random", StringComparison.Ordinal) => 7,
        _ when method.EndsWith(StepBenchmarkOptions.TeacherMap, StringComparison.Ordinal) => 7,
        _ => 8,
    };
}
