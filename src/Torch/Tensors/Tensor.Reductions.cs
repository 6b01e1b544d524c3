namespace Counterfactual.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The sum of all elements, as a tensor of no dimensions.</summary>
        public Tensor sum() => Operators.Sum.Call(this);

        /// <summary>The sum along dimensions.</summary>
        public Tensor sum(long[] dim, bool keepdim = false) => Operators.SumDim.Call(this, dim, keepdim);

        /// <summary>The sum along a dimension.</summary>
        public Tensor sum(long dim, bool keepdim = false) => Operators.SumDim.Call(this, new[] { dim }, keepdim);

        /// <summary>The mean of all elements, as a tensor of no dimensions.</summary>
        public Tensor mean() => Operators.Mean.Call(this);

        /// <summary>The mean along dimensions.</summary>
        public Tensor mean(long[] dim, bool keepdim = false) => Operators.MeanDim.Call(this, dim, keepdim);

        /// <summary>The mean along a dimension.</summary>
        public Tensor mean(long dim, bool keepdim = false) => Operators.MeanDim.Call(this, new[] { dim }, keepdim);

        /// <summary>The product of all elements.</summary>
        public Tensor prod() => Operators.Product.Call(this);

        /// <summary>The variance along dimensions; the divisor is the count less the correction.</summary>
        public Tensor var(long[] dim, long correction = 1, bool keepdim = false) =>
            Operators.Variance.Call(this, dim, correction, keepdim);

        /// <summary>The standard deviation along dimensions; the divisor is the count less the correction.</summary>
        public Tensor std(long[] dim, long correction = 1, bool keepdim = false) => var(dim, correction, keepdim).sqrt();

        /// <summary>The largest element, as a tensor of no dimensions.</summary>
        public Tensor max() => Operators.Max.Call(this);

        /// <summary>The largest elements along a dimension, and their places.</summary>
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) =>
            Operators.MaxDim.CallPair(this, dim, keepdim);

        /// <summary>The smallest element, as a tensor of no dimensions.</summary>
        public Tensor min() => Operators.Min.Call(this);

        /// <summary>The smallest elements along a dimension, and their places.</summary>
        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) =>
            Operators.MinDim.CallPair(this, dim, keepdim);

        /// <summary>The largest elements along dimensions.</summary>
        public Tensor amax(long[] dims, bool keepdim = false) => Operators.LargestAlong.Call(this, dims, keepdim);

        /// <summary>The smallest elements along dimensions.</summary>
        public Tensor amin(long[] dims, bool keepdim = false) => Operators.SmallestAlong.Call(this, dims, keepdim);

        /// <summary>The places of the largest elements along a dimension, or of the largest of all.</summary>
        public Tensor argmax(long? dim = null, bool keepdim = false) => Operators.ArgMax.Call(this, dim, keepdim);

        /// <summary>The places of the smallest elements along a dimension, or of the smallest of all.</summary>
        public Tensor argmin(long? dim = null, bool keepdim = false) => Operators.ArgMin.Call(this, dim, keepdim);

        /// <summary>The places that would sort a dimension; equal elements keep their order.</summary>
        public Tensor argsort(long dim = -1, bool descending = false) => Operators.ArgSort.Call(this, true, dim, descending);

        /// <summary>A dimension sorted, and the places that its elements had.</summary>
        public (Tensor values, Tensor indexes) sort(long dim = -1, bool descending = false) =>
            Operators.Sort.CallPair(this, dim, descending);

        /// <summary>The k largest (or smallest) elements along a dimension, in order, and their places.</summary>
        public (Tensor values, Tensor indexes) topk(long k, long dim = -1, bool largest = true) =>
            Operators.TopK.CallPair(this, k, dim, largest);

        /// <summary>The running sums along a dimension.</summary>
        public Tensor cumsum(long dim) => Operators.CumulativeSum.Call(this, dim);

        /// <summary>The norm of all elements: (sum of |x|^p)^(1/p).</summary>
        public Tensor norm(Scalar? p = null) => Operators.VectorNorm.Call(this, p ?? 2);

        /// <summary>The norm along dimensions: (sum of |x|^p)^(1/p).</summary>
        public Tensor norm(long[] dim, bool keepdim = false, Scalar? p = null) =>
            Operators.VectorNorm.Call(this, p ?? 2, dim, keepdim);

        /// <summary>exp(x) along a dimension, divided by its sum; computed in another element type if one is given.</summary>
        public Tensor softmax(long dim, ScalarType? dtype = null) => Operators.Softmax.Call(this, dim, dtype);

        /// <summary>The logarithm of <see cref="softmax"/>.</summary>
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Operators.LogSoftmax.Call(this, dim, dtype);

        /// <summary>The logarithm of the sum of exp(x) along a dimension.</summary>
        public Tensor logsumexp(long dim, bool keepdim = false) => Operators.LogSumExp.Call(this, new[] { dim }, keepdim);

        /// <summary>The matrix product; leading dimensions are batches and broadcast.</summary>
        public Tensor matmul(Tensor other) => Operators.MatrixProduct.Call(this, other);

        /// <summary>The matrix product of matrices.</summary>
        public Tensor mm(Tensor other) => Operators.MatrixProduct.Call(this, other);

        /// <summary>The matrix products of two batches of matrices.</summary>
        public Tensor bmm(Tensor other) => Operators.BatchedMatrixProduct.Call(this, other);
    }
}
