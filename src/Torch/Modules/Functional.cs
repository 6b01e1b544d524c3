namespace Counterfactual.Torch;

public static partial class torch
{
    /// <summary>How a loss of many elements becomes one; the numbers are libtorch's.</summary>
    public enum Reduction
    {
        /// <summary>It does not.</summary>
        None = 0,

        /// <summary>By their mean.</summary>
        Mean = 1,

        /// <summary>By their sum.</summary>
        Sum = 2,
    }

    public static partial class nn
    {
        /// <summary>The functions that layers and losses are made of.</summary>
        public static class functional
        {
            /// <summary>
            /// Whether the installed libtorch has <see cref="scaled_dot_product_attention"/>: it does from 2.0 on.
            /// </summary>
            public static bool HasScaledDotProductAttention => Operators.ScaledDotProductAttention.Exists;

            /// <summary>input weight^T + bias.</summary>
            /// <param name="input">... x inputs.</param>
            /// <param name="weight">Outputs x inputs.</param>
            /// <param name="bias">Outputs.</param>
            public static Tensor linear(Tensor input, Tensor weight, Tensor? bias = null) =>
                Operators.Linear.Call(input, weight, bias);

            /// <summary>Two-dimensional convolution.</summary>
            /// <param name="input">Batch x channels x height x width.</param>
            /// <param name="weight">Outputs x channels / groups x height x width.</param>
            /// <param name="bias">Outputs.</param>
            /// <param name="stride">Steps of the kernel, down and across.</param>
            /// <param name="padding">Zeros around the image, above and beside.</param>
            /// <param name="dilation">Distances within the kernel, down and across.</param>
            /// <param name="groups">Groups of channels that do not see each other.</param>
            public static Tensor conv2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? stride = null, long[]? padding = null,
                long[]? dilation = null, long groups = 1) =>
                Operators.Conv2d.Call(input, weight, bias, stride ?? [1, 1], padding ?? [0, 0], dilation ?? [1, 1], groups);

            /// <summary>(x - mean) / sqrt(variance + eps) over the last dimensions, times weight, plus bias.</summary>
            public static Tensor layer_norm(
                Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5) =>
                Operators.LayerNorm.Call(input, normalized_shape, weight, bias, eps);

            /// <summary>The rows of the weight that the input names.</summary>
            public static Tensor embedding(Tensor input, Tensor weight) => Operators.Embedding.Call(weight, input);

            /// <summary>A vector of zeros with a one at each class number (int64).</summary>
            public static Tensor one_hot(Tensor input, long num_classes = -1) => Operators.OneHot.Call(input, num_classes);

            /// <summary>exp(x) along a dimension, divided by its sum.</summary>
            public static Tensor softmax(Tensor input, long dim) => input.softmax(dim);

            /// <summary>The logarithm of the softmax.</summary>
            public static Tensor log_softmax(Tensor input, long dim) => input.log_softmax(dim);

            /// <summary>max(0, x).</summary>
            public static Tensor relu(Tensor input) => input.relu();

            /// <summary>x sigmoid(x).</summary>
            public static Tensor silu(Tensor input) => Operators.Silu.Call(input);

            /// <summary>x times the standard normal distribution function, exactly or by the approximation with tanh.</summary>
            public static Tensor gelu(Tensor input, bool tanh = false) => Operators.Gelu.Call(input, tanh ? "tanh" : "none");

            /// <summary>x sigmoid(1.702 x): the approximation of GELU that CLIP was trained with.</summary>
            public static Tensor quick_gelu(Tensor input) => input * (input * 1.702).sigmoid();

            /// <summary>x / max(norm, eps) along a dimension.</summary>
            public static Tensor normalize(Tensor input, Scalar? p = null, long dim = 1, double eps = 1e-12) =>
                input / input.norm([dim], true, p).clamp(eps);

            /// <summary>-log softmax(input) at the target class.</summary>
            /// <param name="input">Logits, batch x classes.</param>
            /// <param name="target">Class numbers (int64), batch; or probabilities, batch x classes.</param>
            /// <param name="weight">A weight for each class.</param>
            /// <param name="ignore_index">A class number whose images do not count.</param>
            /// <param name="reduction">How the batch becomes one number.</param>
            /// <param name="label_smoothing">How much of each target is spread over all classes, 0..1.</param>
            public static Tensor cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100,
                Reduction reduction = Reduction.Mean,
                double label_smoothing = 0) =>
                Operators.CrossEntropyLoss.Call(input, target, weight, (int)reduction, ignore_index, label_smoothing);

            /// <summary>The input's negative at the target class, for an input of log probabilities.</summary>
            public static Tensor nll_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Operators.NegativeLogLikelihood.Call(input, target, Argument.None, (int)reduction);

            /// <summary>(input - target)^2.</summary>
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Operators.MeanSquaredError.Call(input, target, (int)reduction);

            /// <summary>softmax(query key^T / sqrt(width) + mask) value, in one fused operator.</summary>
            /// <param name="query">... x queries x width.</param>
            /// <param name="key">... x keys x width.</param>
            /// <param name="value">... x keys x value width.</param>
            /// <param name="attn_mask">True where a query may look at a key, or numbers to add; ... x queries x keys.</param>
            /// <param name="is_causal">Whether a query only looks at keys up to its own place.</param>
            /// <exception cref="TorchException">This libtorch has no such operator: see
            /// <see cref="HasScaledDotProductAttention"/>.</exception>
            public static Tensor scaled_dot_product_attention(
                Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, bool is_causal = false) =>
                Operators.ScaledDotProductAttention.Call(query, key, value, attn_mask, 0.0, is_causal);

            /// <summary>
            /// Surrounds the last dimensions with a number: before and after the last, before and after the one before it, ...
            /// </summary>
            public static Tensor pad(Tensor input, long[] padding, Scalar? value = null) =>
                Operators.Pad.Call(input, padding, value ?? 0);

            /// <summary>The means of patches of an image.</summary>
            public static Tensor avg_pool2d(Tensor input, long[] kernel_size, long[]? stride = null) =>
                Operators.AveragePool2d.Call(input, kernel_size, stride ?? kernel_size);

            /// <summary>Images (batch x channels x height x width) resized by bicubic interpolation.</summary>
            public static Tensor upsample_bicubic2d(Tensor input, long height, long width, bool align_corners = false) =>
                Operators.UpsampleBicubic2d.Call(input, new[] { height, width }, align_corners);
        }
    }
}
