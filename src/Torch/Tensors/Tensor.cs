using Counterfactual.Torch.Native;

namespace Counterfactual.Torch;

public static partial class torch
{
    /// <summary>
    /// A tensor of libtorch. It is freed when it is disposed, when its <see cref="DisposeScope"/> ends or, as a net, when the
    /// garbage collector finds it. A method whose name ends in an underscore changes the tensor and gives it back.
    /// </summary>
    public unsafe partial class Tensor : IDisposable
    {
        private nint handle;

        private protected Tensor(nint handle)
        {
            this.handle = handle;
        }

        /// <summary>Frees a tensor that nobody freed.</summary>
        ~Tensor()
        {
            Release();
        }

        /// <summary>Whether the tensor was freed.</summary>
        public bool IsDisposed => handle == 0;

        internal nint Handle
        {
            get
            {
                ObjectDisposedException.ThrowIf(handle == 0, this);
                return handle;
            }
        }

        /// <summary>The scope that frees the tensor, or null.</summary>
        internal DisposeScope? Scope { get; set; }

        /// <summary>Where in its scope the tensor is.</summary>
        internal int IndexInScope { get; set; }

        /// <summary>The lengths of the dimensions.</summary>
        public long[] shape
        {
            get
            {
                var description = Describe();
                var sizes = new ReadOnlySpan<long>(description.Sizes, description.Dimensions).ToArray();
                GC.KeepAlive(this);
                return sizes;
            }
        }

        /// <summary>The distances, in elements, between neighbours along the dimensions.</summary>
        public long[] strides
        {
            get
            {
                var description = Describe();
                var distances = new ReadOnlySpan<long>(description.Strides, description.Dimensions).ToArray();
                GC.KeepAlive(this);
                return distances;
            }
        }

        /// <summary>The type of the elements.</summary>
        public ScalarType dtype => (ScalarType)Describe().DType;

        /// <summary>Where the tensor is.</summary>
        public Device device
        {
            get
            {
                var description = Describe();
                return new((DeviceType)description.DeviceType, description.DeviceIndex);
            }
        }

        /// <summary>The number of dimensions.</summary>
        public int ndim => Describe().Dimensions;

        /// <summary>The number of elements.</summary>
        public long NumberOfElements => Describe().Elements;

        /// <summary>Whether the elements lie in memory in row-major order without gaps.</summary>
        public bool is_contiguous() => Describe().IsContiguous != 0;

        /// <summary>Whether the tensor was made by the user rather than by differentiable operators.</summary>
        public bool is_leaf => Describe().IsLeaf != 0;

        /// <summary>The number of elements.</summary>
        public long numel() => NumberOfElements;

        /// <summary>The number of dimensions.</summary>
        public int dim() => ndim;

        /// <summary>The length of a dimension; a negative one counts from the last.</summary>
        /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
        public long size(int dimension)
        {
            var description = Describe();
            var index = dimension < 0 ? dimension + description.Dimensions : dimension;
            if (index < 0 || index >= description.Dimensions)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(dimension), dimension, $"the tensor has {description.Dimensions} dimensions");
            }
            var length = description.Sizes[index];
            GC.KeepAlive(this);
            return length;
        }

        /// <summary>Frees the tensor; its memory goes when no view and no graph needs it.</summary>
        public void Dispose()
        {
            Scope?.Remove(this);
            Release();
            GC.SuppressFinalize(this);
        }

        /// <summary>Hands the tensor on to the enclosing dispose scope; without one, it is in no scope.</summary>
        /// <returns>This tensor.</returns>
        public Tensor MoveToOuterDisposeScope() => Scope is { } scope ? scope.MoveToOuter(this) : this;

        /// <summary>Takes the tensor out of its dispose scope: it lives until it is disposed or collected.</summary>
        /// <returns>This tensor.</returns>
        public Tensor DetachFromDisposeScope() => DisposeScope.Detach(this);

        /// <summary>The element type, the shape and the device, such as <c>Float32[2, 3] on cpu</c>.</summary>
        public override string ToString() => IsDisposed
            ? "a disposed tensor"
            : $"{dtype}[{string.Join(", ", shape)}] on {device}";

        /// <summary>Owns a handle that a native call gave and puts the tensor into the innermost scope.</summary>
        internal static Tensor Take(nint handle) =>
            TakeOrNull(handle) ?? throw new TorchException("the operator gave an undefined tensor");

        /// <summary>The same, where an undefined tensor is null.</summary>
        internal static Tensor? TakeOrNull(nint handle)
        {
            if (handle == 0)
            {
                return null;
            }
            var tensor = new Tensor(handle);
            DisposeScope.Innermost?.Add(tensor);
            return tensor;
        }

        /// <summary>Gives the handle away: the tensor is as if disposed.</summary>
        internal nint Yield()
        {
            var given = Handle;
            Scope?.Remove(this);
            handle = 0;
            return given;
        }

        /// <summary>Becomes another tensor; the one that it was is freed.</summary>
        private protected void Become(nint other)
        {
            var before = Interlocked.Exchange(ref handle, other);
            if (before != 0)
            {
                NativeMethods.torch_tensor_free(before);
            }
        }

        private TensorDescription Describe()
        {
            TensorDescription description;
            TorchException.ThrowIf(NativeMethods.torch_tensor_describe(Handle, &description));
            GC.KeepAlive(this);
            return description;
        }

        private void Release() => Become(0);
    }
}
