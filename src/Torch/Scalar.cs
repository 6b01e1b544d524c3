using Counterfactual.Torch.Native;

namespace Counterfactual.Torch;

/// <summary>A number that an operator takes or gives: an integer, a real number or a truth value.</summary>
public readonly struct Scalar
{
    private Scalar(ArgumentKind kind, long bits)
    {
        Kind = kind;
        Bits = bits;
    }

    internal ArgumentKind Kind { get; }

    /// <summary>The integer, the bits of the real number, or 0 or 1.</summary>
    internal long Bits { get; }

    internal static Scalar From(NativeArgument result) =>
        result.Kind is ArgumentKind.Int or ArgumentKind.Double or ArgumentKind.Bool
            ? new(result.Kind, result.Integer)
            : throw new TorchException($"the result is no number but {result.Kind}");

    /// <summary>An integer scalar.</summary>
    public static implicit operator Scalar(int value) => new(ArgumentKind.Int, value);

    /// <summary>An integer scalar.</summary>
    public static implicit operator Scalar(long value) => new(ArgumentKind.Int, value);

    /// <summary>A real scalar.</summary>
    public static implicit operator Scalar(float value) => new(ArgumentKind.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A real scalar.</summary>
    public static implicit operator Scalar(double value) => new(ArgumentKind.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A truth value.</summary>
    public static implicit operator Scalar(bool value) => new(ArgumentKind.Bool, value ? 1 : 0);

    /// <summary>The value as a real number.</summary>
    public double ToDouble() => Kind == ArgumentKind.Double ? BitConverter.Int64BitsToDouble(Bits) : Bits;

    /// <summary>The value as an integer; a real number is cut towards zero.</summary>
    public long ToInt64() => Kind == ArgumentKind.Double ? (long)BitConverter.Int64BitsToDouble(Bits) : Bits;

    /// <summary>Whether the value is not zero.</summary>
    public bool ToBoolean() => Kind == ArgumentKind.Double ? BitConverter.Int64BitsToDouble(Bits) != 0 : Bits != 0;
}
