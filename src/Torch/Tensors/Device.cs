using System.Globalization;

namespace Counterfactual.Torch;

/// <summary>What a tensor's memory and kernels belong to; the numbers are libtorch's.</summary>
public enum DeviceType
{
    /// <summary>The processor.</summary>
    CPU = 0,

    /// <summary>An NVIDIA GPU.</summary>
    CUDA = 1,

    /// <summary>None: tensors have a shape and a type, but no elements.</summary>
    Meta = 14,
}

public static partial class torch
{
    /// <summary>The processor.</summary>
    public static readonly Device CPU = new(DeviceType.CPU);

    /// <summary>The first GPU.</summary>
    public static readonly Device CUDA = new(DeviceType.CUDA, 0);

    /// <summary>
    /// Nowhere: a module made here takes no memory until <see cref="nn.Module.load_state_dict"/> assigns its parameters.
    /// </summary>
    public static readonly Device META = new(DeviceType.Meta);

    /// <summary>A device from its name: <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    /// <exception cref="FormatException">The name is none of these.</exception>
    public static Device device(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name switch
        {
            "cpu" => CPU,
            "cuda" => CUDA,
            _ when name.StartsWith("cuda:", StringComparison.Ordinal)
                && sbyte.TryParse(name.AsSpan(5), NumberStyles.None, null, out var index) => new(DeviceType.CUDA, index),
            _ => throw new FormatException($"unknown device '{name}'; expected cpu, cuda or cuda:N"),
        };
    }

    /// <summary>A place for tensors.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="index">Which one of its type, from 0; -1 for the current one.</param>
    public readonly record struct Device(DeviceType type, int index = -1)
    {
        /// <summary>The name, as <see cref="device(string)"/> reads it; <c>meta</c> for no place at all.</summary>
        public override string ToString() => type switch
        {
            DeviceType.CPU => "cpu",
            DeviceType.Meta => "meta",
            _ => index < 0 ? "cuda" : $"cuda:{index}",
        };
    }
}
