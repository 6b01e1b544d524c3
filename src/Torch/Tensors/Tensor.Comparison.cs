namespace Counterfactual.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Where an element is equal compared with the other tensor's.</summary>
        public Tensor eq(Tensor other) => Operators.Equal.Call(this, other);

        /// <summary>Where an element is equal compared with a number.</summary>
        public Tensor eq(Scalar other) => Operators.EqualScalar.Call(this, other);

        /// <summary>Where an element is different compared with the other tensor's.</summary>
        public Tensor ne(Tensor other) => Operators.NotEqual.Call(this, other);

        /// <summary>Where an element is different compared with a number.</summary>
        public Tensor ne(Scalar other) => Operators.NotEqualScalar.Call(this, other);

        /// <summary>Where an element is less compared with the other tensor's.</summary>
        public Tensor lt(Tensor other) => Operators.Less.Call(this, other);

        /// <summary>Where an element is less compared with a number.</summary>
        public Tensor lt(Scalar other) => Operators.LessScalar.Call(this, other);

        /// <summary>Where an element is less or equal compared with the other tensor's.</summary>
        public Tensor le(Tensor other) => Operators.LessOrEqual.Call(this, other);

        /// <summary>Where an element is less or equal compared with a number.</summary>
        public Tensor le(Scalar other) => Operators.LessOrEqualScalar.Call(this, other);

        /// <summary>Where an element is greater compared with the other tensor's.</summary>
        public Tensor gt(Tensor other) => Operators.Greater.Call(this, other);

        /// <summary>Where an element is greater compared with a number.</summary>
        public Tensor gt(Scalar other) => Operators.GreaterScalar.Call(this, other);

        /// <summary>Where an element is greater or equal compared with the other tensor's.</summary>
        public Tensor ge(Tensor other) => Operators.GreaterOrEqual.Call(this, other);

        /// <summary>Where an element is greater or equal compared with a number.</summary>
        public Tensor ge(Scalar other) => Operators.GreaterOrEqualScalar.Call(this, other);

        /// <summary>Where an element is zero or false.</summary>
        public Tensor logical_not() => Operators.LogicalNot.Call(this);

        /// <summary>Where both are not zero.</summary>
        public Tensor logical_and(Tensor other) => Operators.LogicalAnd.Call(this, other);

        /// <summary>Where one or both are not zero.</summary>
        public Tensor logical_or(Tensor other) => Operators.LogicalOr.Call(this, other);

        /// <summary>Where exactly one is not zero.</summary>
        public Tensor logical_xor(Tensor other) => Operators.LogicalXor.Call(this, other);

        /// <summary>Where an element is not a number.</summary>
        public Tensor isnan() => Operators.IsNaN.Call(this);

        /// <summary>Where an element is neither infinite nor not a number.</summary>
        public Tensor isfinite() => Operators.IsFinite.Call(this);

        /// <summary>Whether any element is not zero, as a tensor of no dimensions.</summary>
        public Tensor any() => Operators.Any.Call(this);

        /// <summary>Whether all elements are not zero, as a tensor of no dimensions.</summary>
        public Tensor all() => Operators.All.Call(this);

        /// <summary>Whether shape and elements are the same.</summary>
        public bool equal(Tensor other) => Operators.AllEqual.CallScalar(this, other).ToBoolean();

        /// <summary>Whether |this - other| &lt;= atol + rtol x |other| everywhere.</summary>
        public bool allclose(Tensor other, double rtol = 1e-5, double atol = 1e-8) =>
            Operators.AllClose.CallScalar(this, other, rtol, atol).ToBoolean();

        /// <summary>The other tensor's elements where the condition is false, these where it is true.</summary>
        public Tensor where(Tensor condition, Tensor other) => Operators.Where.Call(condition, this, other);

        /// <summary>A copy with a number where the mask is true.</summary>
        public Tensor masked_fill(Tensor mask, Scalar value) => Operators.MaskedFill.Call(this, mask, value);

        /// <summary>A copy with a tensor's only element where the mask is true.</summary>
        public Tensor masked_fill(Tensor mask, Tensor value) => Operators.MaskedFillTensor.Call(this, mask, value);
    }
}
