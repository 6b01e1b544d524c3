using Counterfactual.Torch.Native;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch;

/// <summary>One argument of an <see cref="Operator"/>. Everything that an operator can take converts to it.</summary>
public readonly struct Argument
{
    private Argument(ArgumentKind kind, long bits, object? reference)
    {
        Kind = kind;
        Bits = bits;
        Reference = reference;
    }

    internal ArgumentKind Kind { get; }

    internal long Bits { get; }

    /// <summary>The tensor, the array or the string; null for the rest.</summary>
    internal object? Reference { get; }

    /// <summary>The absence of an optional argument.</summary>
    public static Argument None => default;

    /// <summary>A tensor; null is the absent optional tensor.</summary>
    public static implicit operator Argument(Tensor? tensor) =>
        tensor is null ? default : new(ArgumentKind.Tensor, 0, tensor);

    /// <summary>A list of tensors.</summary>
    public static implicit operator Argument(Tensor[] tensors) => new(ArgumentKind.TensorList, 0, tensors);

    /// <summary>A list of tensors of which some may be absent, as <c>aten::index</c> takes.</summary>
    public static Argument OptionalTensors(Tensor?[] tensors) => new(ArgumentKind.OptionalTensorList, 0, tensors);

    /// <summary>A number where the operator takes any number.</summary>
    public static implicit operator Argument(Scalar scalar) => new(scalar.Kind, scalar.Bits, null);

    /// <summary>A number, or an absent optional one.</summary>
    public static implicit operator Argument(Scalar? scalar) => scalar is { } value ? (Argument)value : None;

    /// <summary>An integer.</summary>
    public static implicit operator Argument(int value) => new(ArgumentKind.Int, value, null);

    /// <summary>An integer.</summary>
    public static implicit operator Argument(long value) => new(ArgumentKind.Int, value, null);

    /// <summary>An integer, or an absent optional one.</summary>
    public static implicit operator Argument(long? value) => value is { } integer ? (Argument)integer : None;

    /// <summary>A real number.</summary>
    public static implicit operator Argument(double value) =>
        new(ArgumentKind.Double, BitConverter.DoubleToInt64Bits(value), null);

    /// <summary>A real number, or an absent optional one.</summary>
    public static implicit operator Argument(double? value) => value is { } real ? (Argument)real : None;

    /// <summary>A truth value.</summary>
    public static implicit operator Argument(bool value) => new(ArgumentKind.Bool, value ? 1 : 0, null);

    /// <summary>A list of integers; null is the absent optional list.</summary>
    public static implicit operator Argument(long[]? values) =>
        values is null ? default : new(ArgumentKind.IntList, 0, values);

    /// <summary>A list of real numbers; null is the absent optional list.</summary>
    public static implicit operator Argument(double[]? values) =>
        values is null ? default : new(ArgumentKind.DoubleList, 0, values);

    /// <summary>A list of truth values.</summary>
    public static implicit operator Argument(bool[] values) => new(ArgumentKind.BoolList, 0, values);

    /// <summary>A string.</summary>
    public static implicit operator Argument(string text) => new(ArgumentKind.String, 0, text);

    /// <summary>An element type.</summary>
    public static implicit operator Argument(ScalarType type) => new(ArgumentKind.Int, (int)type, null);

    /// <summary>An element type, or an absent optional one.</summary>
    public static implicit operator Argument(ScalarType? type) => type is { } given ? (Argument)given : None;

    /// <summary>A device.</summary>
    public static implicit operator Argument(Device device) =>
        new(ArgumentKind.Device, ((long)device.index << 32) | (uint)device.type, null);

    /// <summary>A device, or an absent optional one.</summary>
    public static implicit operator Argument(Device? device) => device is { } given ? (Argument)given : None;
}
