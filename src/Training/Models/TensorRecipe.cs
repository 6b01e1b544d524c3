using static Counterfactual.Torch.torch;

namespace Counterfactual.Training.Models;

/// <summary>How a parameter is made of tensors that a file has under other names or in another form.</summary>
/// <param name="Sources">The file's tensors, all of the same shape.</param>
internal abstract record TensorRecipe(IReadOnlyList<string> Sources)
{
    /// <summary>The shape that every source has when the parameter has the given one.</summary>
    public abstract long[] SourceShape(IReadOnlyList<long> parameter);

    /// <summary>The shape of the parameter when the sources have the given one.</summary>
    public abstract long[] ParameterShape(IReadOnlyList<long> source);

    /// <summary>The parameter's values.</summary>
    /// <param name="read">Reads a source.</param>
    public abstract Tensor Make(Func<string, Tensor> read);
}

/// <summary>The tensor as it is.</summary>
internal sealed record SameTensor(string Source) : TensorRecipe([Source])
{
    public override long[] SourceShape(IReadOnlyList<long> parameter) => [.. parameter];

    public override long[] ParameterShape(IReadOnlyList<long> source) => [.. source];

    public override Tensor Make(Func<string, Tensor> read) => read(Source);
}

/// <summary>A matrix whose rows are the file's columns.</summary>
internal sealed record TransposedTensor(string Source) : TensorRecipe([Source])
{
    public override long[] SourceShape(IReadOnlyList<long> parameter) => [.. parameter.Reverse()];

    public override long[] ParameterShape(IReadOnlyList<long> source) => [.. source.Reverse()];

    public override Tensor Make(Func<string, Tensor> read) => read(Source).mT.contiguous();
}

/// <summary>Several tensors below each other.</summary>
internal sealed record StackedTensors(IReadOnlyList<string> Parts) : TensorRecipe(Parts)
{
    public override long[] SourceShape(IReadOnlyList<long> parameter) => [parameter[0] / Parts.Count, .. parameter.Skip(1)];

    public override long[] ParameterShape(IReadOnlyList<long> source) => [source[0] * Parts.Count, .. source.Skip(1)];

    public override Tensor Make(Func<string, Tensor> read) => cat([.. Parts.Select(read)], 0);
}
