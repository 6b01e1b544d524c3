namespace Counterfactual.Torch;

public static partial class torch
{
    private static readonly Argument Strided = Argument.None;

    /// <summary>A tensor whose elements are whatever was in memory.</summary>
    public static Tensor empty(long[] shape, ScalarType dtype = ScalarType.Float32, Device? device = null) =>
        Operators.Empty.Call(shape, dtype, Strided, device);

    /// <summary>A tensor whose elements are whatever was in memory.</summary>
    /// <param name="shape">The lengths of the dimensions.</param>
    /// <param name="dtype">The type of the elements.</param>
    /// <param name="device">Where; null for the CPU.</param>
    /// <param name="pin_memory">Whether a GPU can read the memory by itself; on the CPU, where there is a GPU.</param>
    public static Tensor empty(long[] shape, ScalarType dtype, Device? device, bool pin_memory) =>
        Operators.Empty.Call(shape, dtype, Strided, device, pin_memory);

    /// <summary>A tensor of zeros.</summary>
    public static Tensor zeros(long[] shape, ScalarType dtype = ScalarType.Float32, Device? device = null) =>
        Operators.Zeros.Call(shape, dtype, Strided, device);

    /// <summary>A tensor of single-precision zeros on the CPU.</summary>
    public static Tensor zeros(params long[] shape) => zeros(shape, ScalarType.Float32);

    /// <summary>A tensor of ones.</summary>
    public static Tensor ones(long[] shape, ScalarType dtype = ScalarType.Float32, Device? device = null) =>
        Operators.Ones.Call(shape, dtype, Strided, device);

    /// <summary>A tensor of single-precision ones on the CPU.</summary>
    public static Tensor ones(params long[] shape) => ones(shape, ScalarType.Float32);

    /// <summary>A tensor with one number everywhere.</summary>
    public static Tensor full(long[] shape, Scalar value, ScalarType dtype = ScalarType.Float32, Device? device = null) =>
        Operators.Full.Call(shape, value, dtype, Strided, device);

    /// <summary>Undefined elements in another tensor's shape, type and device.</summary>
    public static Tensor empty_like(Tensor other) => Operators.EmptyLike.Call(other);

    /// <summary>Zeros in another tensor's shape, type and device.</summary>
    public static Tensor zeros_like(Tensor other) => Operators.ZerosLike.Call(other);

    /// <summary>Ones in another tensor's shape, type and device.</summary>
    public static Tensor ones_like(Tensor other) => Operators.OnesLike.Call(other);

    /// <summary>One number in another tensor's shape, type and device.</summary>
    public static Tensor full_like(Tensor other, Scalar value) => Operators.FullLike.Call(other, value);

    /// <summary>The numbers from start up to, not including, stop.</summary>
    public static Tensor arange(
        Scalar start, Scalar stop, Scalar? step = null, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        Operators.Arange.Call(start, stop, step ?? 1, dtype, Strided, device);

    /// <summary>The integers from 0 up to, not including, stop.</summary>
    public static Tensor arange(long stop, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        arange(0, stop, null, dtype, device);

    /// <summary>Evenly spaced numbers from start to end, both included.</summary>
    public static Tensor linspace(
        double start, double end, long steps, ScalarType dtype = ScalarType.Float32, Device? device = null) =>
        Operators.Linspace.Call((Scalar)start, (Scalar)end, steps, dtype, Strided, device);

    /// <summary>The identity matrix.</summary>
    public static Tensor eye(long rows, ScalarType dtype = ScalarType.Float32, Device? device = null) =>
        Operators.Identity.Call(rows, dtype, Strided, device);

    /// <summary>Uniform numbers in [0, 1) from libtorch's generator.</summary>
    public static Tensor rand(long[] shape, ScalarType dtype = ScalarType.Float32, Device? device = null) =>
        Operators.Rand.Call(shape, dtype, Strided, device);

    /// <summary>Standard normal numbers from libtorch's generator.</summary>
    public static Tensor randn(long[] shape, ScalarType dtype = ScalarType.Float32, Device? device = null) =>
        Operators.Randn.Call(shape, dtype, Strided, device);

    /// <summary>Uniform integers in low..high-1 from libtorch's generator.</summary>
    public static Tensor randint(long low, long high, long[] shape, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        Operators.RandInt.Call(low, high, shape, dtype, Strided, device);

    /// <summary>A random order of 0..n-1 from libtorch's generator.</summary>
    public static Tensor randperm(long n, ScalarType dtype = ScalarType.Int64, Device? device = null) =>
        Operators.RandPerm.Call(n, dtype, Strided, device);
}
