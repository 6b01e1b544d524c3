namespace Counterfactual.Torch;

// One call for many tensors: what optimisers do to every parameter.
public static partial class torch
{
    /// <summary>Adds a number to each tensor, in place.</summary>
    public static void _foreach_add_(Tensor[] tensors, Scalar value) => Operators.ForeachAddScalar.Apply(tensors, value);

    /// <summary>Adds to each tensor alpha times its partner, in place.</summary>
    public static void _foreach_add_(Tensor[] tensors, Tensor[] others, Scalar? alpha = null) =>
        Operators.ForeachAdd.Apply(tensors, others, alpha ?? 1);

    /// <summary>Multiplies each tensor by a number, in place.</summary>
    public static void _foreach_mul_(Tensor[] tensors, Scalar value) => Operators.ForeachMultiplyScalar.Apply(tensors, value);

    /// <summary>Divides each tensor by a number, in place.</summary>
    public static void _foreach_div_(Tensor[] tensors, Scalar value) => Operators.ForeachDivideScalar.Apply(tensors, value);

    /// <summary>Adds to each tensor value times the product of its two partners, in place.</summary>
    public static void _foreach_addcmul_(Tensor[] tensors, Tensor[] first, Tensor[] second, Scalar value) =>
        Operators.ForeachAddcmul.Apply(tensors, first, second, value);

    /// <summary>Adds to each tensor value times the quotient of its two partners, in place.</summary>
    public static void _foreach_addcdiv_(Tensor[] tensors, Tensor[] dividends, Tensor[] divisors, Scalar value) =>
        Operators.ForeachAddcdiv.Apply(tensors, dividends, divisors, value);

    /// <summary>Copies each partner's elements into the tensor, in the tensor's type of elements.</summary>
    public static void _foreach_copy_(Tensor[] tensors, Tensor[] sources)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        if (Operators.ForeachCopy.Exists)
        {
            Operators.ForeachCopy.Apply(tensors, sources);
            return;
        }

        foreach (var (tensor, source) in tensors.Zip(sources))
        {
            tensor.copy_(source);
        }
    }

    /// <summary>The square roots of each tensor.</summary>
    public static Tensor[] _foreach_sqrt(Tensor[] tensors) => Operators.ForeachSquareRoot.CallList(tensors);

    /// <summary>The norm of each tensor: (sum of |x|^p)^(1/p).</summary>
    public static Tensor[] _foreach_norm(Tensor[] tensors, Scalar? p = null) => Operators.ForeachNorm.CallList(tensors, p ?? 2);
}
