using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch;

/// <summary>
/// Moves modules between devices and types of elements. The parameters stay the same objects, so optimisers keep theirs.
/// </summary>
public static class ModuleConversion
{
    /// <summary>Moves the parameters and buffers of the tree to a device.</summary>
    /// <returns>The module.</returns>
    public static TModule to<TModule>(this TModule module, Device device) where TModule : nn.Module
    {
        ArgumentNullException.ThrowIfNull(module);
        module.Convert(tensor => tensor.to(device));
        return module;
    }

    /// <summary>Converts the real parameters and buffers of the tree to another type of elements.</summary>
    /// <returns>The module.</returns>
    public static TModule to<TModule>(this TModule module, ScalarType dtype) where TModule : nn.Module
    {
        ArgumentNullException.ThrowIfNull(module);
        module.Convert(tensor => tensor.dtype.IsFloatingPoint() ? tensor.to(dtype) : tensor);
        return module;
    }
}
