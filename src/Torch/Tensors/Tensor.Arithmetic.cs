namespace Counterfactual.Torch;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The sums, element by element, shapes broadcast.</summary>
        public Tensor add(Tensor other) => Operators.Add.Call(this, other);

        /// <summary>The sums with a number.</summary>
        public Tensor add(Scalar other) => Operators.AddScalar.Call(this, other);

        /// <summary>The differences, element by element, shapes broadcast.</summary>
        public Tensor sub(Tensor other) => Operators.Subtract.Call(this, other);

        /// <summary>The differences with a number.</summary>
        public Tensor sub(Scalar other) => Operators.SubtractScalar.Call(this, other);

        /// <summary>The products, element by element, shapes broadcast.</summary>
        public Tensor mul(Tensor other) => Operators.Multiply.Call(this, other);

        /// <summary>The products with a number.</summary>
        public Tensor mul(Scalar other) => Operators.MultiplyScalar.Call(this, other);

        /// <summary>The quotients, element by element, shapes broadcast.</summary>
        public Tensor div(Tensor other) => Operators.Divide.Call(this, other);

        /// <summary>The quotients with a number.</summary>
        public Tensor div(Scalar other) => Operators.DivideScalar.Call(this, other);

        /// <summary>The sums of this tensor and <paramref name="alpha"/> times the other.</summary>
        public Tensor add(Tensor other, Scalar alpha) => Operators.Add.Call(this, other, alpha);

        /// <summary>The powers with one exponent for each element.</summary>
        public Tensor pow(Tensor exponent) => Operators.Power.Call(this, exponent);

        /// <summary>The powers with one exponent.</summary>
        public Tensor pow(Scalar exponent) => Operators.PowerScalar.Call(this, exponent);

        /// <summary>The remainders, which have the sign of the divisor.</summary>
        public Tensor remainder(Scalar divisor) => Operators.Remainder.Call(this, divisor);

        /// <summary>The elements, raised to the lower bound and cut to the upper one where these are given.</summary>
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Operators.Clamp.Call(this, min, max);

        /// <summary>The larger one of each pair of elements.</summary>
        public Tensor maximum(Tensor other) => Operators.Maximum.Call(this, other);

        /// <summary>The smaller one of each pair of elements.</summary>
        public Tensor minimum(Tensor other) => Operators.Minimum.Call(this, other);

        /// <summary>This + weight x (end - this).</summary>
        public Tensor lerp(Tensor end, Scalar weight) => Operators.Lerp.Call(this, end, weight);

        /// <summary>This + value x tensor1 x tensor2.</summary>
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Operators.Addcmul.Call(this, tensor1, tensor2, value);

        /// <summary>This + value x tensor1 / tensor2.</summary>
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Operators.Addcdiv.Call(this, tensor1, tensor2, value);

        /// <summary>Element by element, shapes broadcast.</summary>
        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);

        /// <summary>Each element with a number.</summary>
        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);

        /// <summary>Element by element, shapes broadcast.</summary>
        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);

        /// <summary>Each element with a number.</summary>
        public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);

        /// <summary>Element by element, shapes broadcast.</summary>
        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);

        /// <summary>Each element with a number.</summary>
        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);

        /// <summary>Element by element, shapes broadcast.</summary>
        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);

        /// <summary>Each element with a number.</summary>
        public static Tensor operator /(Tensor left, Scalar right) => left.div(right);

        /// <summary>A number with each element.</summary>
        public static Tensor operator +(Scalar left, Tensor right) => right.add(left);

        /// <summary>A number with each element.</summary>
        public static Tensor operator -(Scalar left, Tensor right) => Operators.SubtractFromScalar.Call(right, left);

        /// <summary>A number with each element.</summary>
        public static Tensor operator *(Scalar left, Tensor right) => right.mul(left);

        /// <summary>A number with each element.</summary>
        public static Tensor operator /(Scalar left, Tensor right) => right.reciprocal().mul(left);

        /// <summary>The negated elements.</summary>
        public static Tensor operator -(Tensor tensor) => tensor.neg();

        /// <summary>The negated elements.</summary>
        public Tensor neg() => Operators.Negate.Call(this);

        /// <summary>The square roots.</summary>
        public Tensor sqrt() => Operators.SquareRoot.Call(this);

        /// <summary>One over the square roots.</summary>
        public Tensor rsqrt() => Operators.ReciprocalSquareRoot.Call(this);

        /// <summary>One over the elements.</summary>
        public Tensor reciprocal() => Operators.Reciprocal.Call(this);

        /// <summary>The squares.</summary>
        public Tensor square() => Operators.Square.Call(this);

        /// <summary>e to the power of the elements.</summary>
        public Tensor exp() => Operators.Exponential.Call(this);

        /// <summary>The natural logarithms.</summary>
        public Tensor log() => Operators.Logarithm.Call(this);

        /// <summary>The absolute values.</summary>
        public Tensor abs() => Operators.Absolute.Call(this);

        /// <summary>The sines.</summary>
        public Tensor sin() => Operators.Sine.Call(this);

        /// <summary>The cosines.</summary>
        public Tensor cos() => Operators.Cosine.Call(this);

        /// <summary>The hyperbolic tangents.</summary>
        public Tensor tanh() => Operators.HyperbolicTangent.Call(this);

        /// <summary>The logistic function, 1 / (1 + e^-x).</summary>
        public Tensor sigmoid() => Operators.Sigmoid.Call(this);

        /// <summary>The elements, negative ones replaced by zero.</summary>
        public Tensor relu() => Operators.Relu.Call(this);

        /// <summary>-1, 0 or 1 for each element.</summary>
        public Tensor sign() => Operators.Sign.Call(this);

        /// <summary>The largest integers not above the elements.</summary>
        public Tensor floor() => Operators.Floor.Call(this);

        /// <summary>The smallest integers not below the elements.</summary>
        public Tensor ceil() => Operators.Ceiling.Call(this);

        /// <summary>The nearest integers, halves to the even one.</summary>
        public Tensor round() => Operators.Round.Call(this);
    }
}
