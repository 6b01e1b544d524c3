namespace Counterfactual.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The same elements in another shape, without a copy; one length may be -1.</summary>
        public Tensor view(params long[] shape) => Operators.View.Call(this, shape);

        /// <summary>The same elements in another shape, copied only if they must be; one length may be -1.</summary>
        public Tensor reshape(params long[] shape) => Operators.Reshape.Call(this, shape);

        /// <summary>The dimensions in another order.</summary>
        public Tensor permute(params long[] dimensions) => Operators.Permute.Call(this, dimensions);

        /// <summary>Two dimensions exchanged.</summary>
        public Tensor transpose(long dim0, long dim1) => Operators.Transpose.Call(this, dim0, dim1);

        /// <summary>A matrix transposed.</summary>
        public Tensor t() => Operators.Transpose.Call(this, 0, 1);

        /// <summary>The last two dimensions exchanged.</summary>
        public Tensor mT => Operators.Transpose.Call(this, -2, -1);

        /// <summary>The dimensions from start to end merged into one.</summary>
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Operators.Flatten.Call(this, start_dim, end_dim);

        /// <summary>A new dimension of length 1 in this place.</summary>
        public Tensor unsqueeze(long dim) => Operators.Unsqueeze.Call(this, dim);

        /// <summary>Without the dimensions of length 1.</summary>
        public Tensor squeeze() => Operators.Squeeze.Call(this);

        /// <summary>Without this dimension, if its length is 1.</summary>
        public Tensor squeeze(long dim) => Operators.SqueezeDim.Call(this, dim);

        /// <summary>Dimensions of length 1 repeated to these lengths, without a copy; -1 keeps a length.</summary>
        public Tensor expand(params long[] shape) => Operators.Expand.Call(this, shape);

        /// <summary>Expanded to another tensor's shape.</summary>
        public Tensor expand_as(Tensor other) => expand(other.shape);

        /// <summary>Copies laid out this many times along each dimension.</summary>
        public Tensor repeat(params long[] repeats) => Operators.Repeat.Call(this, repeats);

        /// <summary>Each element repeated this many times along a dimension.</summary>
        public Tensor repeat_interleave(long repeats, long? dim = null) => Operators.RepeatInterleave.Call(this, repeats, dim);

        /// <summary>This tensor, or a row-major copy if it is not contiguous.</summary>
        public Tensor contiguous() => Operators.Contiguous.Call(this);

        /// <summary><paramref name="length"/> entries from <paramref name="start"/> along a dimension, without a copy.</summary>
        public Tensor narrow(long dim, long start, long length) => Operators.Narrow.Call(this, dim, start, length);

        /// <summary>The entries from start up to, not including, finish, every step-th one, without a copy.</summary>
        public Tensor slice(long dim, long? start = null, long? finish = null, long step = 1) =>
            Operators.Slice.Call(this, dim, start, finish, step);

        /// <summary>One entry along a dimension, which goes; without a copy.</summary>
        public Tensor select(long dim, long index) => Operators.Select.Call(this, dim, index);

        /// <summary>The entries with these numbers along a dimension.</summary>
        public Tensor index_select(long dim, Tensor index) => Operators.IndexSelect.Call(this, dim, index);

        /// <summary>
        /// The elements that index tensors name, one for each of the first dimensions (null takes all of one), or where one mask
        /// is true.
        /// </summary>
        public Tensor index(params Tensor?[] indices) => Operators.Index.Call(this, Argument.OptionalTensors(indices));

        /// <summary>Sets the elements that index tensors name; adds to them if asked.</summary>
        public Tensor index_put_(Tensor values, bool accumulate, params Tensor?[] indices) =>
            ApplyInPlace(Operators.IndexPutInPlace, Argument.OptionalTensors(indices), values, accumulate);

        /// <summary>Along a dimension, the entry that the index of the same place names.</summary>
        public Tensor gather(long dim, Tensor index) => Operators.Gather.Call(this, dim, index);

        /// <summary>A copy with source elements written to the places that the index names along a dimension.</summary>
        public Tensor scatter(long dim, Tensor index, Tensor source) => Operators.Scatter.Call(this, dim, index, source);

        /// <summary>A copy with a number written to the places that the index names along a dimension.</summary>
        public Tensor scatter(long dim, Tensor index, Scalar value) => Operators.ScatterScalar.Call(this, dim, index, value);

        /// <summary>A copy with source elements added at the places that the index names along a dimension.</summary>
        public Tensor scatter_add(long dim, Tensor index, Tensor source) => Operators.ScatterAdd.Call(this, dim, index, source);

        /// <summary>The elements where the mask is true, in one dimension.</summary>
        public Tensor masked_select(Tensor mask) => Operators.MaskedSelect.Call(this, mask);

        /// <summary>The positions of the elements that are not zero, one a row.</summary>
        public Tensor nonzero() => Operators.NonZero.Call(this);

        /// <summary>Cut along a dimension into this many pieces, as equal as can be, without a copy.</summary>
        public Tensor[] chunk(long chunks, long dim = 0) => Operators.Chunk.CallList(this, chunks, dim);

        /// <summary>Cut along a dimension into pieces of this length, without a copy.</summary>
        public Tensor[] split(long size, long dim = 0) => Operators.Split.CallList(this, size, dim);

        /// <summary>The entries along a dimension, which goes; without a copy.</summary>
        public Tensor[] unbind(long dim = 0) => Operators.Unbind.CallList(this, dim);

        /// <summary>The order reversed along dimensions.</summary>
        public Tensor flip(params long[] dims) => Operators.Flip.Call(this, dims);

        /// <summary>Shifted along a dimension; what leaves at one end enters at the other.</summary>
        public Tensor roll(long shift, long dim) => Operators.Roll.Call(this, new[] { shift }, new[] { dim });

        /// <summary>The lower triangle of matrices, zero elsewhere.</summary>
        public Tensor tril(long diagonal = 0) => Operators.LowerTriangle.Call(this, diagonal);

        /// <summary>The upper triangle of matrices, zero elsewhere.</summary>
        public Tensor triu(long diagonal = 0) => Operators.UpperTriangle.Call(this, diagonal);

        /// <summary>The diagonal of two dimensions, as the last dimension.</summary>
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) =>
            Operators.Diagonal.Call(this, offset, dim1, dim2);
    }
}
