namespace Counterfactual.Torch;

/// <summary>A safetensors file is damaged or not one. The message names the file, the tensor and what would be right.</summary>
/// <param name="path">The file.</param>
/// <param name="tensor">The tensor that is at fault, or null for the file as a whole.</param>
/// <param name="fault">What is wrong and what would be right.</param>
public sealed class SafetensorsException(string path, string? tensor, string fault)
    : Exception(tensor is null ? $"{path}: {fault}" : $"{path}: tensor '{tensor}': {fault}")
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>The tensor that is at fault, or null for the file as a whole.</summary>
    public string? Tensor { get; } = tensor;
}
