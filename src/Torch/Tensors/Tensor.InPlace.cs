namespace Counterfactual.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Adds the other tensor, broadcast to this shape.</summary>
        public Tensor add_(Tensor other) => ApplyInPlace(Operators.AddInPlace, other);

        /// <summary>Adds a number.</summary>
        public Tensor add_(Scalar other) => ApplyInPlace(Operators.AddScalarInPlace, other);

        /// <summary>Subtracts the other tensor, broadcast to this shape.</summary>
        public Tensor sub_(Tensor other) => ApplyInPlace(Operators.SubtractInPlace, other);

        /// <summary>Subtracts a number.</summary>
        public Tensor sub_(Scalar other) => ApplyInPlace(Operators.SubtractScalarInPlace, other);

        /// <summary>Multiplies by the other tensor, broadcast to this shape.</summary>
        public Tensor mul_(Tensor other) => ApplyInPlace(Operators.MultiplyInPlace, other);

        /// <summary>Multiplies by a number.</summary>
        public Tensor mul_(Scalar other) => ApplyInPlace(Operators.MultiplyScalarInPlace, other);

        /// <summary>Divides by the other tensor, broadcast to this shape.</summary>
        public Tensor div_(Tensor other) => ApplyInPlace(Operators.DivideInPlace, other);

        /// <summary>Divides by a number.</summary>
        public Tensor div_(Scalar other) => ApplyInPlace(Operators.DivideScalarInPlace, other);

        /// <summary>Adds <paramref name="alpha"/> times the other tensor.</summary>
        public Tensor add_(Tensor other, Scalar alpha) => ApplyInPlace(Operators.AddInPlace, other, alpha);

        /// <summary>Replaces the elements by their square roots.</summary>
        public Tensor sqrt_() => ApplyInPlace(Operators.SquareRootInPlace);

        /// <summary>Raises the elements to the lower bound and cuts them to the upper one where these are given.</summary>
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => ApplyInPlace(Operators.ClampInPlace, min, max);

        /// <summary>Moves the elements towards <paramref name="end"/>: this + weight x (end - this).</summary>
        public Tensor lerp_(Tensor end, Scalar weight) => ApplyInPlace(Operators.LerpInPlace, end, weight);

        /// <summary>Adds value x tensor1 x tensor2.</summary>
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            ApplyInPlace(Operators.AddcmulInPlace, tensor1, tensor2, value);

        /// <summary>Adds value x tensor1 / tensor2.</summary>
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            ApplyInPlace(Operators.AddcdivInPlace, tensor1, tensor2, value);

        /// <summary>Sets every element to zero.</summary>
        public Tensor zero_() => ApplyInPlace(Operators.ZeroInPlace);

        /// <summary>Sets every element to a number.</summary>
        public Tensor fill_(Scalar value) => ApplyInPlace(Operators.FillInPlace, value);

        /// <summary>Copies another tensor's elements, converted to this type and device and broadcast to this shape.</summary>
        public Tensor copy_(Tensor source, bool non_blocking = false) =>
            ApplyInPlace(Operators.CopyInPlace, source, non_blocking);

        /// <summary>Sets the elements where the mask is true to a number.</summary>
        public Tensor masked_fill_(Tensor mask, Scalar value) => ApplyInPlace(Operators.MaskedFillInPlace, mask, value);

        private Tensor ApplyInPlace(Operator operation)
        {
            operation.Apply(this);
            return this;
        }

        private Tensor ApplyInPlace(Operator operation, Argument first)
        {
            operation.Apply(this, first);
            return this;
        }

        private Tensor ApplyInPlace(Operator operation, Argument first, Argument second)
        {
            operation.Apply(this, first, second);
            return this;
        }

        private Tensor ApplyInPlace(Operator operation, Argument first, Argument second, Argument third)
        {
            operation.Apply(this, first, second, third);
            return this;
        }
    }
}
