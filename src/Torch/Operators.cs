namespace Counterfactual.Torch;

/// <summary>The operators that the typed face uses, each looked up at its first use.</summary>
internal static class Operators
{
    // Arithmetic
    public static readonly Operator Add = new("aten::add", "Tensor");
    public static readonly Operator AddScalar = new("aten::add", "Scalar");
    public static readonly Operator Subtract = new("aten::sub", "Tensor");
    public static readonly Operator SubtractScalar = new("aten::sub", "Scalar");
    public static readonly Operator SubtractFromScalar = new("aten::rsub", "Scalar");
    public static readonly Operator Multiply = new("aten::mul", "Tensor");
    public static readonly Operator MultiplyScalar = new("aten::mul", "Scalar");
    public static readonly Operator Divide = new("aten::div", "Tensor");
    public static readonly Operator DivideScalar = new("aten::div", "Scalar");
    public static readonly Operator Remainder = new("aten::remainder", "Scalar");
    public static readonly Operator Negate = new("aten::neg");
    public static readonly Operator Power = new("aten::pow", "Tensor_Tensor");
    public static readonly Operator PowerScalar = new("aten::pow", "Tensor_Scalar");
    public static readonly Operator SquareRoot = new("aten::sqrt");
    public static readonly Operator ReciprocalSquareRoot = new("aten::rsqrt");
    public static readonly Operator Reciprocal = new("aten::reciprocal");
    public static readonly Operator Square = new("aten::square");
    public static readonly Operator Exponential = new("aten::exp");
    public static readonly Operator Logarithm = new("aten::log");
    public static readonly Operator Absolute = new("aten::abs");
    public static readonly Operator Sine = new("aten::sin");
    public static readonly Operator Cosine = new("aten::cos");
    public static readonly Operator HyperbolicTangent = new("aten::tanh");
    public static readonly Operator Sigmoid = new("aten::sigmoid");
    public static readonly Operator Relu = new("aten::relu");
    public static readonly Operator Gelu = new("aten::gelu");
    public static readonly Operator Silu = new("aten::silu");
    public static readonly Operator Sign = new("aten::sign");
    public static readonly Operator Floor = new("aten::floor");
    public static readonly Operator Ceiling = new("aten::ceil");
    public static readonly Operator Round = new("aten::round");
    public static readonly Operator Clamp = new("aten::clamp");
    public static readonly Operator Maximum = new("aten::maximum");
    public static readonly Operator Minimum = new("aten::minimum");
    public static readonly Operator Lerp = new("aten::lerp", "Scalar");
    public static readonly Operator Addcmul = new("aten::addcmul");
    public static readonly Operator Addcdiv = new("aten::addcdiv");

    // In place
    public static readonly Operator AddInPlace = new("aten::add_", "Tensor");
    public static readonly Operator AddScalarInPlace = new("aten::add_", "Scalar");
    public static readonly Operator SubtractInPlace = new("aten::sub_", "Tensor");
    public static readonly Operator SubtractScalarInPlace = new("aten::sub_", "Scalar");
    public static readonly Operator MultiplyInPlace = new("aten::mul_", "Tensor");
    public static readonly Operator MultiplyScalarInPlace = new("aten::mul_", "Scalar");
    public static readonly Operator DivideInPlace = new("aten::div_", "Tensor");
    public static readonly Operator DivideScalarInPlace = new("aten::div_", "Scalar");
    public static readonly Operator SquareRootInPlace = new("aten::sqrt_");
    public static readonly Operator ClampInPlace = new("aten::clamp_");
    public static readonly Operator LerpInPlace = new("aten::lerp_", "Scalar");
    public static readonly Operator AddcmulInPlace = new("aten::addcmul_");
    public static readonly Operator AddcdivInPlace = new("aten::addcdiv_");
    public static readonly Operator ZeroInPlace = new("aten::zero_");
    public static readonly Operator FillInPlace = new("aten::fill_", "Scalar");
    public static readonly Operator CopyInPlace = new("aten::copy_");
    public static readonly Operator MaskedFillInPlace = new("aten::masked_fill_", "Scalar");
    public static readonly Operator IndexPutInPlace = new("aten::index_put_");
    public static readonly Operator SetData = new("aten::set_data");

    // Comparison and logic
    public static readonly Operator Equal = new("aten::eq", "Tensor");
    public static readonly Operator EqualScalar = new("aten::eq", "Scalar");
    public static readonly Operator NotEqual = new("aten::ne", "Tensor");
    public static readonly Operator NotEqualScalar = new("aten::ne", "Scalar");
    public static readonly Operator Less = new("aten::lt", "Tensor");
    public static readonly Operator LessScalar = new("aten::lt", "Scalar");
    public static readonly Operator LessOrEqual = new("aten::le", "Tensor");
    public static readonly Operator LessOrEqualScalar = new("aten::le", "Scalar");
    public static readonly Operator Greater = new("aten::gt", "Tensor");
    public static readonly Operator GreaterScalar = new("aten::gt", "Scalar");
    public static readonly Operator GreaterOrEqual = new("aten::ge", "Tensor");
    public static readonly Operator GreaterOrEqualScalar = new("aten::ge", "Scalar");
    public static readonly Operator LogicalNot = new("aten::logical_not");
    public static readonly Operator LogicalAnd = new("aten::logical_and");
    public static readonly Operator LogicalOr = new("aten::logical_or");
    public static readonly Operator LogicalXor = new("aten::logical_xor");
    public static readonly Operator IsNaN = new("aten::isnan");
    public static readonly Operator IsFinite = new("aten::isfinite");
    public static readonly Operator Any = new("aten::any");
    public static readonly Operator All = new("aten::all");
    public static readonly Operator AllEqual = new("aten::equal");
    public static readonly Operator AllClose = new("aten::allclose");
    public static readonly Operator Where = new("aten::where", "self");
    public static readonly Operator MaskedFill = new("aten::masked_fill", "Scalar");
    public static readonly Operator MaskedFillTensor = new("aten::masked_fill", "Tensor");

    // Shape and indexing
    public static readonly Operator View = new("aten::view");
    public static readonly Operator Reshape = new("aten::reshape");
    public static readonly Operator Permute = new("aten::permute");
    public static readonly Operator Transpose = new("aten::transpose", "int");
    public static readonly Operator Flatten = new("aten::flatten", "using_ints");
    public static readonly Operator Unsqueeze = new("aten::unsqueeze");
    public static readonly Operator Squeeze = new("aten::squeeze");
    public static readonly Operator SqueezeDim = new("aten::squeeze", "dim");
    public static readonly Operator Expand = new("aten::expand");
    public static readonly Operator Repeat = new("aten::repeat");
    public static readonly Operator RepeatInterleave = new("aten::repeat_interleave", "self_int");
    public static readonly Operator Contiguous = new("aten::contiguous");
    public static readonly Operator Narrow = new("aten::narrow");
    public static readonly Operator Slice = new("aten::slice", "Tensor");
    public static readonly Operator Select = new("aten::select", "int");
    public static readonly Operator IndexSelect = new("aten::index_select");
    public static readonly Operator Index = new("aten::index", "Tensor");
    public static readonly Operator Gather = new("aten::gather");
    public static readonly Operator Scatter = new("aten::scatter", "src");
    public static readonly Operator ScatterScalar = new("aten::scatter", "value");
    public static readonly Operator ScatterAdd = new("aten::scatter_add");
    public static readonly Operator MaskedSelect = new("aten::masked_select");
    public static readonly Operator NonZero = new("aten::nonzero");
    public static readonly Operator Concatenate = new("aten::cat");
    public static readonly Operator Stack = new("aten::stack");
    public static readonly Operator Chunk = new("aten::chunk");
    public static readonly Operator Split = new("aten::split", "Tensor");
    public static readonly Operator Unbind = new("aten::unbind", "int");
    public static readonly Operator Flip = new("aten::flip");
    public static readonly Operator Roll = new("aten::roll");
    public static readonly Operator LowerTriangle = new("aten::tril");
    public static readonly Operator UpperTriangle = new("aten::triu");
    public static readonly Operator Diagonal = new("aten::diagonal");

    // Reductions
    public static readonly Operator Sum = new("aten::sum");
    public static readonly Operator SumDim = new("aten::sum", "dim_IntList");
    public static readonly Operator Mean = new("aten::mean");
    public static readonly Operator MeanDim = new("aten::mean", "dim");
    public static readonly Operator Product = new("aten::prod");
    public static readonly Operator Variance = new("aten::var", "correction");
    public static readonly Operator Max = new("aten::max");
    public static readonly Operator MaxDim = new("aten::max", "dim");
    public static readonly Operator Min = new("aten::min");
    public static readonly Operator MinDim = new("aten::min", "dim");
    public static readonly Operator LargestAlong = new("aten::amax");
    public static readonly Operator SmallestAlong = new("aten::amin");
    public static readonly Operator ArgMax = new("aten::argmax");
    public static readonly Operator ArgMin = new("aten::argmin");
    public static readonly Operator ArgSort = new("aten::argsort", "stable");
    public static readonly Operator Sort = new("aten::sort");
    public static readonly Operator TopK = new("aten::topk");
    public static readonly Operator CumulativeSum = new("aten::cumsum");
    public static readonly Operator VectorNorm = new("aten::linalg_vector_norm");
    public static readonly Operator Softmax = new("aten::softmax", "int");
    public static readonly Operator LogSoftmax = new("aten::log_softmax", "int");
    public static readonly Operator LogSumExp = new("aten::logsumexp");

    // Linear algebra
    public static readonly Operator MatrixProduct = new("aten::matmul");
    public static readonly Operator BatchedMatrixProduct = new("aten::bmm");
    public static readonly Operator AddBatchedMatrixProduct = new("aten::baddbmm");
    public static readonly Operator AddMatrixProduct = new("aten::addmm");
    public static readonly Operator EinsteinSum = new("aten::einsum");

    // Copies, types and devices
    public static readonly Operator ToType = new("aten::to", "dtype");
    public static readonly Operator ToDevice = new("aten::to", "device");
    public static readonly Operator Clone = new("aten::clone");
    public static readonly Operator Detach = new("aten::detach");
    public static readonly Operator DetachInPlace = new("aten::detach_");
    public static readonly Operator Alias = new("aten::alias");
    public static readonly Operator Item = new("aten::_local_scalar_dense");

    // Factories
    public static readonly Operator Empty = new("aten::empty", "memory_format");
    public static readonly Operator Zeros = new("aten::zeros");
    public static readonly Operator Ones = new("aten::ones");
    public static readonly Operator Full = new("aten::full");
    public static readonly Operator EmptyLike = new("aten::empty_like");
    public static readonly Operator ZerosLike = new("aten::zeros_like");
    public static readonly Operator OnesLike = new("aten::ones_like");
    public static readonly Operator FullLike = new("aten::full_like");
    public static readonly Operator Arange = new("aten::arange", "start_step");
    public static readonly Operator Linspace = new("aten::linspace");
    public static readonly Operator Identity = new("aten::eye");
    public static readonly Operator Rand = new("aten::rand");
    public static readonly Operator Randn = new("aten::randn");
    public static readonly Operator RandInt = new("aten::randint", "low");
    public static readonly Operator RandPerm = new("aten::randperm");

    // Neural networks
    public static readonly Operator Linear = new("aten::linear");
    public static readonly Operator Conv2d = new("aten::conv2d");
    public static readonly Operator LayerNorm = new("aten::layer_norm");
    public static readonly Operator Embedding = new("aten::embedding");
    public static readonly Operator OneHot = new("aten::one_hot");
    public static readonly Operator CrossEntropyLoss = new("aten::cross_entropy_loss");
    public static readonly Operator NegativeLogLikelihood = new("aten::nll_loss_nd");
    public static readonly Operator MeanSquaredError = new("aten::mse_loss");
    public static readonly Operator ScaledDotProductAttention = new("aten::scaled_dot_product_attention");
    public static readonly Operator Pad = new("aten::constant_pad_nd");
    public static readonly Operator AveragePool2d = new("aten::avg_pool2d");
    public static readonly Operator UpsampleBicubic2d = new("aten::upsample_bicubic2d");

    // Many tensors at once
    public static readonly Operator ForeachAdd = new("aten::_foreach_add_", "List");
    public static readonly Operator ForeachCopy = new("aten::_foreach_copy_");
    public static readonly Operator ForeachAddScalar = new("aten::_foreach_add_", "Scalar");
    public static readonly Operator ForeachMultiplyScalar = new("aten::_foreach_mul_", "Scalar");
    public static readonly Operator ForeachDivideScalar = new("aten::_foreach_div_", "Scalar");

    public static readonly Operator ForeachSquareRoot = new("aten::_foreach_sqrt");
    public static readonly Operator ForeachAddcmul = new("aten::_foreach_addcmul_", "Scalar");
    public static readonly Operator ForeachAddcdiv = new("aten::_foreach_addcdiv_", "Scalar");
    public static readonly Operator ForeachNorm = new("aten::_foreach_norm", "Scalar");
    public static readonly Operator FusedAdamW = new("aten::_fused_adamw_");
    public static readonly Operator OnePassAdamW = new("counterfactual::adamw_");
}
