using System.Runtime.InteropServices;
using Counterfactual.Torch.Native;

namespace Counterfactual.Torch;

public static unsafe partial class torch
{
    /// <summary>A tensor on the CPU with a copy of the values.</summary>
    /// <param name="values">The elements in row-major order.</param>
    /// <param name="shape">The lengths of the dimensions; their product is the number of values.</param>
    /// <exception cref="ArgumentException">The values do not fill the shape.</exception>
    public static Tensor tensor<T>(ReadOnlySpan<T> values, ReadOnlySpan<long> shape) where T : unmanaged
    {
        var count = 1L;
        foreach (var length in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(shape));
            count = checked(count * length);
        }
        if (count != values.Length)
        {
            throw new ArgumentException(
                $"{values.Length} values do not fill the shape [{string.Join(", ", shape.ToArray())}], "
                    + $"which has {count} elements", nameof(values));
        }
        nint handle;
        T none;
        fixed (T* data = values)
        fixed (long* sizes = shape)
        {
            // An empty span has no address, and libtorch wants one.
            TorchException.ThrowIf(NativeMethods.torch_tensor_from_memory(
                data is null ? &none : data, (int)ScalarTypes.Of<T>(), sizes, shape.Length, null, 0, &handle));
        }
        return Tensor.Take(handle);
    }

    /// <summary>A tensor on the CPU with a copy of the values, of one dimension or of the shape that is given.</summary>
    /// <exception cref="ArgumentException">The values do not fill the shape.</exception>
    public static Tensor tensor<T>(T[] values, params long[] shape) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(shape);
        return tensor<T>((ReadOnlySpan<T>)values, shape.Length == 0 ? [values.Length] : shape);
    }

    /// <summary>A tensor on the CPU with a copy of a matrix.</summary>
    public static Tensor tensor<T>(T[,] values) where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        fixed (T* first = values)
        {
            return tensor(new ReadOnlySpan<T>(first, values.Length), [values.GetLength(0), values.GetLength(1)]);
        }
    }

    /// <summary>A tensor of no dimensions on the CPU.</summary>
    public static Tensor tensor<T>(T value) where T : unmanaged => tensor(new ReadOnlySpan<T>(ref value), []);

    /// <summary>A tensor on the CPU over memory that it does not copy.</summary>
    /// <param name="address">The first element.</param>
    /// <param name="dtype">The type of the elements.</param>
    /// <param name="shape">The lengths of the dimensions; elements lie in row-major order.</param>
    /// <param name="owner">What keeps the memory valid: it is disposed, on any thread,
    /// when no tensor uses the memory any more.</param>
    public static Tensor from_memory(void* address, ScalarType dtype, ReadOnlySpan<long> shape, IDisposable owner)
    {
        var context = GCHandle.ToIntPtr(GCHandle.Alloc(owner));
        nint handle;
        fixed (long* sizes = shape)
        {
            var error = NativeMethods.torch_tensor_from_memory(
                address, (int)dtype, sizes, shape.Length, &ReleaseOwner, context, &handle);
            if (error is not null)
            {
                ReleaseOwned(context);
                throw TorchException.From(error);
            }
        }
        return Tensor.Take(handle);
    }

    [UnmanagedCallersOnly]
    private static void ReleaseOwner(nint context) => ReleaseOwned(context);

    private static void ReleaseOwned(nint context)
    {
        var handle = GCHandle.FromIntPtr(context);
        ((IDisposable)handle.Target!).Dispose();
        handle.Free();
    }

    public partial class Tensor
    {
        /// <summary>A copy of the elements in row-major order, from whatever device.</summary>
        /// <exception cref="InvalidOperationException">The elements are of another type than
        /// <typeparamref name="T"/>.</exception>
        public T[] ToArray<T>() where T : unmanaged
        {
            using var here = ReadableCopy<T>();
            return new ReadOnlySpan<T>(here.DataAddress(), checked((int)here.NumberOfElements)).ToArray();
        }

        /// <summary>Copies the elements in row-major order, from whatever device.</summary>
        /// <exception cref="InvalidOperationException">The elements are of another type than
        /// <typeparamref name="T"/>.</exception>
        /// <exception cref="ArgumentException">The destination is too short.</exception>
        public void CopyTo<T>(Span<T> destination) where T : unmanaged
        {
            using var here = ReadableCopy<T>();
            new ReadOnlySpan<T>(here.DataAddress(), checked((int)here.NumberOfElements)).CopyTo(destination);
        }

        /// <summary>The elements themselves, of a contiguous tensor on the CPU. The span must not outlive the tensor.</summary>
        /// <exception cref="InvalidOperationException">The tensor is elsewhere, not contiguous, or of another type.</exception>
        public Span<T> data<T>() where T : unmanaged
        {
            RequireType<T>();
            if (device.type != DeviceType.CPU || !is_contiguous())
            {
                throw new InvalidOperationException(
                    $"{this} has no elements to point at: expected a contiguous tensor on the CPU");
            }
            return new Span<T>(DataAddress(), checked((int)NumberOfElements));
        }

        /// <summary>The bytes of the elements, of a contiguous tensor on the CPU. The span must not outlive the tensor.</summary>
        /// <exception cref="InvalidOperationException">The tensor is elsewhere or not contiguous.</exception>
        public Span<byte> bytes
        {
            get
            {
                if (device.type != DeviceType.CPU || !is_contiguous())
                {
                    throw new InvalidOperationException(
                        $"{this} has no bytes to point at: expected a contiguous tensor on the CPU");
                }
                return new Span<byte>(DataAddress(), checked((int)(NumberOfElements * dtype.ElementSize())));
            }
        }

        /// <summary>The only element, converted to <typeparamref name="T"/>.</summary>
        /// <exception cref="TorchException">There is not exactly one element.</exception>
        public T item<T>() where T : unmanaged, System.Numerics.INumberBase<T>
        {
            var scalar = ToScalar();
            return scalar.Kind == ArgumentKind.Double
                ? T.CreateTruncating(scalar.ToDouble())
                : T.CreateTruncating(scalar.ToInt64());
        }

        /// <summary>The only element.</summary>
        /// <exception cref="TorchException">There is not exactly one element.</exception>
        public Scalar ToScalar() => NumberOfElements == 1
            ? Operators.Item.CallScalar(this)
            : throw new TorchException($"item: {this} has not exactly one element");

        internal void* DataAddress()
        {
            void* address;
            TorchException.ThrowIf(NativeMethods.torch_tensor_data(Handle, &address));
            GC.KeepAlive(this);
            return address;
        }

        private Tensor ReadableCopy<T>() where T : unmanaged
        {
            RequireType<T>();
            using var mode = no_grad();
            using var near = to(CPU);
            return near.contiguous();
        }

        private void RequireType<T>() where T : unmanaged
        {
            if (ScalarTypes.Of<T>() != dtype)
            {
                throw new InvalidOperationException(
                    $"the elements are {dtype}, not {ScalarTypes.Of<T>()}: convert with to(dtype) first");
            }
        }
    }
}
