namespace Counterfactual.Torch;

public static partial class torch
{
    /// <summary>
    /// What to take along one dimension in <c>tensor[...]</c>: one entry, a range of entries, all, or a new dimension.
    /// </summary>
    public readonly struct TensorIndex
    {
        private TensorIndex(IndexKind kind, long? start = null, long? stop = null, long step = 1)
        {
            Kind = kind;
            Start = start;
            Stop = stop;
            Step = step;
        }

        internal enum IndexKind
        {
            Single,
            Slice,
            Ellipsis,
            NewDimension,
        }

        /// <summary>All of as many dimensions as the other indexes leave over.</summary>
        public static TensorIndex Ellipsis => new(IndexKind.Ellipsis);

        /// <summary>A new dimension of length 1.</summary>
        public static TensorIndex None => new(IndexKind.NewDimension);

        internal IndexKind Kind { get; }

        internal long? Start { get; }

        internal long? Stop { get; }

        internal long Step { get; }

        /// <summary>
        /// The entries from start up to, not including, stop, every step-th one; negative ones count from the end.
        /// </summary>
        public static TensorIndex Slice(long? start = null, long? stop = null, long step = 1) =>
            new(IndexKind.Slice, start, stop, step);

        /// <summary>One entry; the dimension goes. A negative one counts from the end.</summary>
        public static implicit operator TensorIndex(long index) => new(IndexKind.Single, index);

        /// <summary>One entry; the dimension goes.</summary>
        public static implicit operator TensorIndex(Index index) => new(IndexKind.Single, FromEnd(index));

        /// <summary>A range of entries.</summary>
        public static implicit operator TensorIndex(Range range) =>
            new(IndexKind.Slice, FromEnd(range.Start), range.End.Equals(Index.End) ? null : FromEnd(range.End));

        private static long FromEnd(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }

    public partial class Tensor
    {
        /// <summary>
        /// A part of the tensor, without a copy, as Python's <c>tensor[...]</c> takes it; what is not named is taken whole.
        /// </summary>
        /// <exception cref="ArgumentException">There are more indexes than dimensions, or two ellipses.</exception>
        public Tensor this[params ReadOnlySpan<TensorIndex> indexes]
        {
            get
            {
                var part = alias();
                var dimension = 0L;
                for (var i = 0; i < indexes.Length; i++)
                {
                    var before = part;
                    part = indexes[i].Kind switch
                    {
                        TensorIndex.IndexKind.Single => part.select(dimension, indexes[i].Start!.Value),
                        TensorIndex.IndexKind.Slice =>
                            part.slice(dimension++, indexes[i].Start, indexes[i].Stop, indexes[i].Step),
                        TensorIndex.IndexKind.NewDimension => part.unsqueeze(dimension++),
                        _ => part.alias(),
                    };
                    if (indexes[i].Kind == TensorIndex.IndexKind.Ellipsis)
                    {
                        dimension = DimensionAfterEllipsis(part, indexes[(i + 1)..]);
                    }
                    before.Dispose();
                }
                return part;
            }
        }

        private static long DimensionAfterEllipsis(Tensor part, ReadOnlySpan<TensorIndex> rest)
        {
            var taken = 0;
            foreach (var index in rest)
            {
                if (index.Kind == TensorIndex.IndexKind.Ellipsis)
                {
                    throw new ArgumentException("an index with two ellipses");
                }
                taken += index.Kind == TensorIndex.IndexKind.NewDimension ? 0 : 1;
            }
            return part.ndim >= taken ? part.ndim - taken : throw new ArgumentException($"{taken} indexes for {part}");
        }
    }
}
