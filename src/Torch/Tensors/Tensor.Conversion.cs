namespace Counterfactual.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>This tensor, or a copy with another type of elements.</summary>
        public Tensor to(ScalarType dtype, bool copy = false) => Operators.ToType.Call(this, dtype, false, copy);

        /// <summary>This tensor, or a copy on another device.</summary>
        public Tensor to(Device device, bool non_blocking = false) => Operators.ToDevice.Call(this, device, dtype, non_blocking);

        /// <summary>This tensor, or a copy on another device with another type of elements.</summary>
        public Tensor to(Device device, ScalarType dtype, bool non_blocking = false) =>
            Operators.ToDevice.Call(this, device, dtype, non_blocking);

        /// <summary>This tensor, or a copy with another tensor's device and type of elements.</summary>
        public Tensor to(Tensor other) => to(other.device, other.dtype);

        /// <summary>On the processor.</summary>
        public Tensor cpu() => to(CPU);

        /// <summary>In single precision.</summary>
        public Tensor @float() => to(ScalarType.Float32);

        /// <summary>In double precision.</summary>
        public Tensor @double() => to(ScalarType.Float64);

        /// <summary>As 64-bit integers.</summary>
        public Tensor @long() => to(ScalarType.Int64);

        /// <summary>As truth values: not zero.</summary>
        public Tensor @bool() => to(ScalarType.Bool);

        /// <summary>A copy.</summary>
        public Tensor clone() => Operators.Clone.Call(this);

        /// <summary>The same memory, outside the graph of differentiation.</summary>
        public Tensor detach() => Operators.Detach.Call(this);

        /// <summary>The same memory, in the graph: another handle on it.</summary>
        public Tensor alias() => Operators.Alias.Call(this);

        /// <summary>This tensor, taken out of the graph of differentiation.</summary>
        public Tensor detach_() => ApplyInPlace(Operators.DetachInPlace);
    }
}
