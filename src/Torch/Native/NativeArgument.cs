using System.Runtime.InteropServices;

namespace Counterfactual.Torch.Native;

/// <summary>
/// What an argument or a result of an operator is. The order is that of <c>Kind</c> in native/torch/operators.cpp.
/// </summary>
internal enum ArgumentKind
{
    None,
    Tensor,
    Int,
    Double,
    Bool,
    IntList,
    DoubleList,
    BoolList,
    TensorList,
    OptionalTensorList,
    Device,
    String,
}

/// <summary>
/// One argument or result as the C ABI passes it; the layout is that of <c>Argument</c> in native/torch/operators.cpp.
/// </summary>
[StructLayout(LayoutKind.Explicit)]
internal struct NativeArgument
{
    [FieldOffset(0)]
    public ArgumentKind Kind;

    [FieldOffset(4)]
    public int Length;

    [FieldOffset(8)]
    public long Integer;

    [FieldOffset(8)]
    public double Real;

    [FieldOffset(8)]
    public nint Address;
}

/// <summary>A tensor's properties; the layout is that of <c>Description</c> in native/torch/tensors.cpp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TensorDescription
{
    public long* Sizes;
    public long* Strides;
    public long Elements;
    public int Dimensions;
    public int DType;
    public int DeviceType;
    public int DeviceIndex;
    public byte RequiresGrad;
    public byte IsContiguous;
    public byte IsLeaf;
    public byte IsInference;
}

/// <summary>Bytes, -1 where unknown; the layout is that of <c>MemoryStatistics</c> in native/torch/runtime.cpp.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeMemoryStatistics
{
    public long Allocated;
    public long Reserved;
    public long PeakAllocated;
}
