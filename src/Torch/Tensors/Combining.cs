namespace Counterfactual.Torch;

public static partial class torch
{
    /// <summary>Tensors one after the other along a dimension that they have.</summary>
    public static Tensor cat(IReadOnlyList<Tensor> tensors, long dim = 0) => Operators.Concatenate.Call(tensors.ToArray(), dim);

    /// <summary>Tensors of one shape side by side along a new dimension.</summary>
    public static Tensor stack(IReadOnlyList<Tensor> tensors, long dim = 0) => Operators.Stack.Call(tensors.ToArray(), dim);

    /// <summary>The first tensor's elements where the condition is true, the second's elsewhere.</summary>
    public static Tensor where(Tensor condition, Tensor input, Tensor other) => Operators.Where.Call(condition, input, other);

    /// <summary>The matrix product; leading dimensions are batches and broadcast.</summary>
    public static Tensor matmul(Tensor left, Tensor right) => Operators.MatrixProduct.Call(left, right);

    /// <summary>Sums of products over named dimensions, such as <c>bij,bjk->bik</c>.</summary>
    public static Tensor einsum(string equation, params Tensor[] tensors) => Operators.EinsteinSum.Call(equation, tensors);

    /// <summary>bias + left right, of matrices.</summary>
    public static Tensor addmm(Tensor bias, Tensor left, Tensor right) => Operators.AddMatrixProduct.Call(bias, left, right);

    /// <summary>bias + alpha left right, of batches of matrices; the bias broadcasts.</summary>
    public static Tensor baddbmm(Tensor bias, Tensor left, Tensor right, double alpha = 1) =>
        Operators.AddBatchedMatrixProduct.Call(bias, left, right, 1, alpha);
}
